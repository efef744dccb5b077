"""Folders of a directory anchor, opened one by one so that no symbolic link is followed."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from ica_ledger.anchors.base import AnchorUnavailableError

_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FOLDER_MODE = 0o755
_WHY = {
    errno.ENOSPC: "its disk is full; free space on it",
    errno.EDQUOT: "its disk quota is used up; raise it or free space",
    errno.EROFS: "it is mounted read-only; mount it for writing",
    errno.EACCES: "this account may not use it; make this account the owner of the directory",
    errno.EPERM: "its file system forbids that; use one with hard links that this account owns",
    errno.EOPNOTSUPP: "its file system has no hard links; use another one, such as ext4 or XFS",
    errno.EXDEV: "it spans file systems; mount nothing below it",
    errno.EMLINK: "its file system has no hard links; use another one, such as ext4 or XFS",
    errno.ELOOP: "there is a symbolic link; find out who put it there and remove it",
    errno.ENOTDIR: "there is a file or symbolic link in place of a folder; find out who put it "
    "there and remove it",
    errno.EIO: "its disk fails; replace it",
}


class MissingFolder(Exception):
    """A folder below the root does not exist."""


class ForeignFile(Exception):
    """Something that no publisher wrote stands where a file should."""


@contextlib.contextmanager
def translated(name: str, path: str) -> Iterator[None]:
    """Turn trouble with the disk into AnchorUnavailableError that says what to do."""
    try:
        yield
    except ForeignFile:
        raise AnchorUnavailableError(
            f"{name}: {path} is no regular file of a log; find out who put it there and remove it"
        ) from None
    except OSError as error:
        why = _WHY.get(error.errno or 0, f"{error.strerror or 'the system refused'}; look at it")
        raise AnchorUnavailableError(f"{name} can't be used for {path}: {why}") from None


@contextlib.contextmanager
def opened(root: Path, folder: str, *, make: bool = False) -> Iterator[int]:
    """Open `folder` below `root` and yield its descriptor; with `make` make it first.

    Raises AnchorUnavailableError without the root, MissingFolder without the folder.
    """
    descriptor = _open_root(root)
    try:
        for part in filter(None, folder.split("/")):
            inner = _enter(descriptor, part, make=make)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _open_root(root: Path) -> int:
    try:
        return os.open(root, _FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        raise AnchorUnavailableError(
            f"directory {root} is not there; mount it, or make it and give it to this account"
        ) from None


def _enter(parent: int, part: str, *, make: bool) -> int:
    try:
        return os.open(part, _FLAGS | os.O_NOFOLLOW, dir_fd=parent)
    except FileNotFoundError:
        if not make:
            raise MissingFolder(part) from None
    # Another writer may make it first.
    with contextlib.suppress(FileExistsError):
        os.mkdir(part, _FOLDER_MODE, dir_fd=parent)
    descriptor = os.open(part, _FLAGS | os.O_NOFOLLOW, dir_fd=parent)
    # The umask must not hide the log from whoever checks it.
    os.fchmod(descriptor, _FOLDER_MODE)
    os.fsync(parent)
    return descriptor
