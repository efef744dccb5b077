"""Read a log from a directory, or from a ZIP file of one."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from ica_ledger.source import SourceUnavailable, limit_of

UNREADABLE = (OSError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged, encrypted or unusually packed ZIP file raises."""

_PATH = re.compile(r"checkpoint|tile/[a-z0-9]+(?:/[x0-9]+)+(?:\.p/[0-9]+)?")


class DirectorySource:
    """A directory that is laid out as the log's HTTP routes are."""

    def __init__(self, root: Path) -> None:
        """Read below a directory. Raises SourceUnavailable when there is none."""
        if not root.is_dir():
            raise SourceUnavailable(f"{root} is not a directory")
        self._root = root

    def fetch(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where there is none."""
        try:
            with (self._root / checked_path(path)).open("rb") as file:
                return file.read(limit_of(path) + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as problem:
            raise SourceUnavailable(f"{path} can't be read: {problem.strerror}") from None


class ZipSource:
    """A ZIP file that holds such a directory, at its top or within one folder."""

    def __init__(self, file: Path) -> None:
        """Open a file. Raises SourceUnavailable when it is no ZIP file or holds no checkpoint."""
        try:
            self._zip = zipfile.ZipFile(file)
        except (OSError, zipfile.BadZipFile) as problem:
            raise SourceUnavailable(f"{file} can't be read as a ZIP file: {problem}") from None
        heads = [name for name in self._zip.namelist() if re.fullmatch("([^/]+/)?checkpoint", name)]
        if len(heads) != 1:
            self._zip.close()
            raise SourceUnavailable(f"{file} holds {len(heads)} logs instead of one")
        self._prefix = heads[0].removesuffix("checkpoint")

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
        try:
            with self._zip.open(self._prefix + checked_path(path)) as file:
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
