"""An anchor in a local directory: hard links make it create-only, even against a second writer."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ica_ledger.anchors import draft_files, folders
from ica_ledger.anchors.base import (
    MAX_BYTES,
    AnchorConflictError,
    AnchorUnavailableError,
    Finding,
    require_fitting,
    require_same,
)
from ica_ledger.anchors.paths import checked, checkpoints_folder, probe_path

_FILE_MODE = 0o444
_GROUP = re.compile(r"\d{3}", re.ASCII)
_PROBE = b"This file is made, and deleted where that is possible, to find out whether it is.\n"


class DirectoryAnchor:
    """Publishes below `root`, which must exist: a missing mount must not look like a new anchor.

    A file appears whole or not at all. Symbolic links below `root` are refused, never followed.
    """

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], float] = time.time,
        token: Callable[[], str] = secrets.token_hex,
    ) -> None:
        self._root = root
        self._clock = clock
        self._token = token
        self._swept = False

    @property
    def name(self) -> str:
        """Say which directory this is."""
        return f"directory {self._root}"

    def create(self, path: str, data: bytes) -> None:
        """Publish `data` at `path`; see `Anchor.create`."""
        require_fitting(path, data)
        folder, _, file = f"/{checked(path)}".rpartition("/")
        with (
            folders.translated(self.name, path),
            self._drafts() as drafts,
            folders.opened(self._root, folder, make=True) as target,
        ):
            self._link(drafts, data, target, file)
            os.fsync(target)
        require_same(self.name, path, data, self.read(path))

    def read(self, path: str) -> bytes | None:
        """Return what stands at `path`; see `Anchor.read`."""
        folder, _, file = f"/{checked(path)}".rpartition("/")
        with folders.translated(self.name, path):
            try:
                with folders.opened(self._root, folder) as parent:
                    return _content(parent, file)
            except (folders.MissingFolder, FileNotFoundError):
                return None

    def newest_checkpoint(self, origin: str) -> bytes | None:
        """Return the newest checkpoint; see `Anchor.newest_checkpoint`."""
        for path in self._checkpoints(checkpoints_folder(origin).rstrip("/"), levels=4):
            found = self.read(path)
            if found is not None:
                return found
        return None

    def probe(self, origin: str) -> list[Finding]:
        """Tell whether this account may delete here and who else may write; see `Anchor.probe`."""
        path = probe_path(origin)
        try:
            self.create(path, _PROBE)
            return [
                Finding("ok", "may_create", f"Files can be published in {self.name}."),
                self._deletion(path),
                self._other_writers(),
            ]
        except (AnchorUnavailableError, AnchorConflictError) as error:
            return [Finding("problem", "may_create", f"Nothing can be published: {error}.")]

    def _deletion(self, path: str) -> Finding:
        folder, _, file = path.rpartition("/")
        with folders.translated(self.name, path), folders.opened(self._root, folder) as parent:
            try:
                os.unlink(file, dir_fd=parent)
            except PermissionError:
                return Finding("ok", "may_delete", f"This account may not delete in {self.name}.")
        return Finding(
            "warning",
            "may_delete",
            f"The account that publishes may also delete in {self.name}.",
            "Keep a copy that this account can't change, or anchor in an immutable container.",
        )

    def _other_writers(self) -> Finding:
        with folders.translated(self.name, "."):
            mode = self._root.stat().st_mode
        if mode & (stat.S_IWGRP | stat.S_IWOTH):
            return Finding(
                "problem",
                "others_may_write",
                f"Other accounts of this machine may write in {self.name}.",
                f"Run chmod go-w {self._root}.",
            )
        return Finding("ok", "others_may_write", f"No other account may write in {self.name}.")

    def _checkpoints(self, folder: str, levels: int) -> Iterator[str]:
        """Yield the paths of checkpoints, newest first; folders left empty yield nothing."""
        for group in sorted(filter(_GROUP.fullmatch, self._names(folder))):
            path = f"{folder}/{group}"
            if levels == 1:
                yield path
            else:
                yield from self._checkpoints(path, levels - 1)

    def _names(self, folder: str) -> list[str]:
        with folders.translated(self.name, folder):
            try:
                with folders.opened(self._root, folder) as descriptor:
                    return os.listdir(descriptor)  # noqa: PTH208 - pathlib can't list a descriptor
            except folders.MissingFolder:
                return []

    @contextlib.contextmanager
    def _drafts(self) -> Iterator[int]:
        with folders.opened(self._root, draft_files.FOLDER, make=True) as drafts:
            if not self._swept:
                draft_files.sweep(drafts, self._clock())
                self._swept = True
            yield drafts

    def _link(self, drafts: int, data: bytes, target: int, file: str) -> None:
        with (
            draft_files.written(drafts, self._token(), data, _FILE_MODE) as draft,
            # Already there: the comparison with what stands there decides.
            contextlib.suppress(FileExistsError),
        ):
            os.link(draft, file, src_dir_fd=drafts, dst_dir_fd=target, follow_symlinks=False)


def _content(parent: int, file: str) -> bytes:
    # Without O_NONBLOCK a named pipe in the file's place would hang the reader.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(file, flags, dir_fd=parent)
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_BYTES:
            raise folders.ForeignFile(file)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return stream.read(MAX_BYTES)
    finally:
        os.close(descriptor)
