"""Remember what a finished step was made from, so that it runs again only when that changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def digest(*parts: str, files: Iterable[Path] = ()) -> str:
    """Return the SHA-256 of `parts` and of the names and contents of `files`, in order."""
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "big") + part.encode())
    for file in files:
        content = file.read_bytes()
        state.update(file.name.encode() + b"\0" + len(content).to_bytes(8, "big") + content)
    return state.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    """Tell whether `stamp` exists and holds `value`."""
    try:
        return stamp.read_text().strip() == value
    except OSError:
        return False


def write_atomically(path: Path, content: str, mode: int = 0o644) -> None:
    """Replace `path` in one step, so that a reader sees the old or the new content, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as stream:
        os.fchmod(descriptor, mode)
        stream.write(content)
        stream.flush()
        os.fsync(descriptor)
    draft.replace(path)
