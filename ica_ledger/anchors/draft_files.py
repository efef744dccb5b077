"""Files on their way into a directory anchor: complete and on the disk before they get a name."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

FOLDER = ".drafts"
"""Below the anchor's root, so on the same file system; no published path begins with a dot."""
ABANDONED_SECONDS = 3600.0
"""Age at which a draft belongs to no living writer; writing one takes seconds."""


@contextlib.contextmanager
def written(folder: int, name: str, data: bytes, mode: int) -> Iterator[str]:
    """Write `data` to a new file of the open `folder`, flush it to the disk, remove it at last."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(name, flags, 0o600, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        yield name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)


def sweep(folder: int, now: float) -> None:
    """Remove what writers that crashed left in the open `folder`; `now` is Unix time."""
    for name in os.listdir(folder):
        # Another writer may remove its own draft, or sweep, at the same moment.
        with contextlib.suppress(FileNotFoundError):
            written_at = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime
            if now - written_at > ABANDONED_SECONDS:
                os.unlink(name, dir_fd=folder)
