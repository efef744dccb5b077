"""One system at a time in one folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.errors import SetupError


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Hold the folder's lock during the block; it ends with the process, however that ends.

    Raises SetupError when another process holds it or the folder can't be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        stream = (home / "instance.lock").open("a+")
    except OSError as error:
        raise SetupError(
            f"cannot write {home} ({error.strerror})", "set ICA_RUNTIME_DIR to a folder of yours"
        ) from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            owner = stream.read().strip() or "unknown"
            raise SetupError(
                f"an instance runs already in {home} (pid {owner})",
                "stop it, or set ICA_RUNTIME_DIR and ICA_HTTP_PORT to others",
            ) from None
        stream.truncate(0)
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield
