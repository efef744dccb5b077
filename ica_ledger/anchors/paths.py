"""Names of files in an anchor; the newest checkpoint's name sorts first."""

from __future__ import annotations

import re

MAX_SIZE = 10**12 - 1
"""Largest tree size that has a checkpoint path."""
MAX_PATH = 512
"""Longest path in characters; Azure Blob allows 1,024."""

_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_CHECKPOINT = re.compile(r"checkpoints/(\d{3})/(\d{3})/(\d{3})/(\d{3})", re.ASCII)


def checked(path: str) -> str:
    """Return `path` if it is relative, plain and stays below where it is joined.

    Raises ValueError for an absolute path, an empty, hidden or `..` part, a part that ends in a
    dot, and for any character beside letters, digits, `.`, `_` and `-`.
    """
    if len(path) > MAX_PATH or not _PATH.fullmatch(path) or "./" in f"{path}/" or ".." in path:
        raise ValueError(f"{path[:MAX_PATH]!r} is not a path of an anchor")
    return path


def checkpoints_folder(origin: str) -> str:
    """Return the folder of all checkpoints of `origin`, with `/` at its end."""
    return f"{checked(origin)}/checkpoints/"


def checkpoint_path(origin: str, size: int) -> str:
    """Return the create-only path of the checkpoint of `size` entries.

    The digits count down, so that the first name in any listing is the newest checkpoint.
    Raises ValueError for a size below 0 or above MAX_SIZE.
    """
    if not 0 <= size <= MAX_SIZE:
        raise ValueError(f"no checkpoint path for size {size}")
    digits = f"{MAX_SIZE - size:012d}"
    groups = "/".join(digits[index : index + 3] for index in range(0, 12, 3))
    return f"{checkpoints_folder(origin)}{groups}"


def size_of(origin: str, path: str) -> int | None:
    """Return the tree size that `path` stands for, or None if it is no checkpoint of `origin`."""
    prefix = f"{checked(origin)}/"
    found = _CHECKPOINT.fullmatch(path.removeprefix(prefix)) if path.startswith(prefix) else None
    return MAX_SIZE - int("".join(found.groups())) if found else None


def probe_path(origin: str) -> str:
    """Return the path of the one file on which `Anchor.probe` tries what is possible."""
    return f"{checked(origin)}/probe/write-once"
