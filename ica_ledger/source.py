"""Where a log is read from."""

from __future__ import annotations

from typing import Protocol

from ica_ledger.bundles import MAX_BUNDLE_BYTES, decode_bundle
from ica_ledger.merkle import HASH_BYTES
from ica_ledger.note import MAX_NOTE_BYTES
from ica_ledger.tile_reader import TileMissing
from ica_ledger.tiles import ENTRIES, TILE_WIDTH, Tile

CHECKPOINT = "checkpoint"


class SourceUnavailable(Exception):
    """A log can't be read just now; the message says why."""


class Source(Protocol):
    """The files of a log, under the paths of C2SP tlog-tiles."""

    def fetch(self, path: str) -> bytes | None:
        """Return the bytes at a path, None where there is nothing.

        A file that is longer than `limit_of(path)` is returned cut one byte above it, which no
        reader accepts. Raises SourceUnavailable when that can't be told.
        """


def limit_of(path: str) -> int:
    """Return how many bytes a file of a log may have."""
    if path.startswith("tile/entries/"):
        return MAX_BUNDLE_BYTES
    return TILE_WIDTH * HASH_BYTES if path.startswith("tile/") else MAX_NOTE_BYTES


def read_bundle(source: Source, index: int, width: int) -> list[bytes]:
    """Return the entries of a bundle, out of the full one where the partial one is gone.

    Raises TileMissing, BadBundle or SourceUnavailable.
    """
    tile = Tile(ENTRIES, index, width)
    data = source.fetch(tile.path)
    if data is not None:
        return decode_bundle(data, width)
    full = Tile(ENTRIES, index)
    data = None if tile.is_full else source.fetch(full.path)
    if data is None:
        raise TileMissing(tile.path)
    return decode_bundle(data, TILE_WIDTH)[:width]
