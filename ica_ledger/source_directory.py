"""Read a log from a directory, or from a ZIP file of one.

Both may be laid out as the HTTP routes are, or as an anchor is: there the file `checkpoint` is
absent, and each checkpoint has a name of its own, whose digits count down as the log grows.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from ica_ledger.source import CHECKPOINT, SourceUnavailable, limit_of

UNREADABLE = (OSError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged, encrypted or unusually packed ZIP file raises."""

HEADS = "checkpoints"
HEAD_PARTS = 4

_PART = re.compile("[0-9]{3}")
_HEAD = re.compile("((?:[^/]+/)*?)(checkpoint|checkpoints(?:/[0-9]{3}){4})")
_PATH = re.compile(r"checkpoint|tile/[a-z0-9]+(?:/[x0-9]+)+(?:\.p/[0-9]+)?")


class DirectorySource:
    """A directory that holds a log."""

    def __init__(self, root: Path) -> None:
        """Read below a directory. Raises SourceUnavailable when there is none."""
        if not root.is_dir():
            raise SourceUnavailable(f"{root} is not a directory")
        self._root = root

    def fetch(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where there is none."""
        try:
            data = self._read(checked_path(path))
            return self._newest_head() if data is None and path == CHECKPOINT else data
        except OSError as problem:
            raise SourceUnavailable(f"{path} can't be read: {problem.strerror}") from None

    def _read(self, path: str) -> bytes | None:
        try:
            # a string, because joining paths takes longer than reading a tile
            with open(f"{self._root}/{path}", "rb") as file:  # noqa: PTH123
                return file.read(limit_of(path) + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _newest_head(self) -> bytes | None:
        """Return the newest checkpoint of an anchor, where each one has a file of its own."""
        path = HEADS
        for _ in range(HEAD_PARTS):
            names = (self._root / path).iterdir() if (self._root / path).is_dir() else ()
            parts = sorted(one.name for one in names if _PART.fullmatch(one.name))
            if not parts:
                return None
            path = f"{path}/{parts[0]}"
        return self._read(path)


class ZipSource:
    """A ZIP file that holds one log, at its top or within folders."""

    def __init__(self, file: Path) -> None:
        """Open a file. Raises SourceUnavailable when it is no ZIP file or holds no checkpoint."""
        try:
            self._zip = zipfile.ZipFile(file)
        except (OSError, zipfile.BadZipFile) as problem:
            raise SourceUnavailable(f"{file} can't be read as a ZIP file: {problem}") from None
        matches = [match for name in self._zip.namelist() if (match := _HEAD.fullmatch(name))]
        prefixes = {match[1] for match in matches}
        if len(prefixes) != 1:
            self._zip.close()
            raise SourceUnavailable(f"{file} holds {len(prefixes)} logs instead of one")
        self._prefix = prefixes.pop()
        # `checkpoint` sorts before the numbered ones, of which the newest sorts first
        self._head = min(match[2] for match in matches)

    def __enter__(self) -> ZipSource:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def fetch(self, path: str) -> bytes | None:
        """Return the bytes of a file in the archive; None where there is none."""
        name = self._head if path == CHECKPOINT else checked_path(path)
        try:
            with self._zip.open(self._prefix + name) as file:
                return file.read(limit_of(path) + 1)
        except KeyError:
            return None
        except (
            OSError,
            zipfile.BadZipFile,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as trouble:
            raise SourceUnavailable(f"{path} can't be read: {trouble}") from None


def checked_path(path: str) -> str:
    """Return a path of a log; raises ValueError for any other, so that nobody leaves the log."""
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is not a path of a log")
    return path
