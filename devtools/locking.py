"""Let only one set-up at a time change the same folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.console import say
from devtools.errors import SetupError


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder` during the block; wait, and say so, while another holds it.

    Raises SetupError when the folder can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / ".lock").open("w")
    except OSError as error:
        raise SetupError(f"cannot write {folder}", f"make it writable ({error.strerror})") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  … waiting for another set-up in {folder}")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
