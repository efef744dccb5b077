"""Subtree hashes out of tiles, for roots and proofs of a log that lies somewhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ica_ledger.growth import checked, split
from ica_ledger.merkle import HASH_BYTES, root_of_leaves
from ica_ledger.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, tile_at

CACHED_TILES = 256


class TileMissing(LookupError):
    """A tile that the log must have isn't there; the message is its path."""


class TileHashes:
    """A `HashReader` over the tiles of a log of a given size.

    Asks for the partial tile of that size first and for the full one where it is gone, as the
    format demands of clients.
    """

    def __init__(self, size: int, fetch: Callable[[str], bytes | None]) -> None:
        """Read from a function that gives the bytes at a path, or None."""
        self.size = size
        self._fetch = fetch
        self._tile = lru_cache(CACHED_TILES)(self._read_tile)

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash of the complete subtree `index` of height `level`.

        Raises TileMissing when a tile isn't there, ValueError when a tile has another width than
        its name says or the subtree isn't complete in this log.
        """
        if (index + 1) << level > self.size:
            raise ValueError(f"a log of {self.size} entries has no subtree {index} at {level}")
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = index << height
        hashes = self._tile(tile_level, first // TILE_WIDTH)
        at = first % TILE_WIDTH
        return root_of_leaves(hashes[at : at + (1 << height)])

    def _read_tile(self, level: int, index: int) -> list[bytes]:
        return split(read_tile(tile_at(level, index, self.size), self._fetch))


def read_tile(tile: Tile, fetch: Callable[[str], bytes | None]) -> bytes:
    """Return a tile's bytes, cut from the full tile where the partial one is gone.

    Raises TileMissing, or ValueError when it has another width than its name says.
    """
    data = fetch(tile.path)
    if data is not None:
        return checked(tile, data)
    full = Tile(tile.level, tile.index)
    data = None if tile.is_full else fetch(full.path)
    if data is None:
        raise TileMissing(tile.path)
    return checked(full, data)[: tile.width * HASH_BYTES]
