"""The tiles that appear when a log grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from ica_ledger.merkle import HASH_BYTES, root_of_leaves
from ica_ledger.tiles import TILE_HEIGHT, TILE_WIDTH, Tile

TileReader: TypeAlias = Callable[[Tile], bytes]
"""Gives the bytes of a tile that was written before."""


def grow(
    old_size: int, leaf_hashes: Sequence[bytes], read: TileReader
) -> Iterator[tuple[Tile, bytes]]:
    """Yield each new tile, full or partial, with its bytes, when leaves are added to a log.

    Level by level from the leaves up, in each level from left to right.

    :param old_size: number of leaves before
    :param leaf_hashes: hashes of the leaves to add
    :param read: gives the partial tiles at the right edge of the log before

    Raises ValueError when a tile that was read has another width than its name says.
    """
    level, old, added = 0, old_size, list(leaf_hashes)
    while added:
        tiles = list(_tiles_of_level(level, old, added, read))
        yield from tiles
        added = [root_of_leaves(split(data)) for tile, data in tiles if tile.is_full]
        level, old = level + 1, old >> TILE_HEIGHT


def _tiles_of_level(
    level: int, old: int, added: Sequence[bytes], read: TileReader
) -> Iterator[tuple[Tile, bytes]]:
    index, held = divmod(old, TILE_WIDTH)
    data = checked(Tile(level, index, held), read(Tile(level, index, held))) if held else b""
    data += b"".join(added)
    step = TILE_WIDTH * HASH_BYTES
    for number, at in enumerate(range(0, len(data), step)):
        part = data[at : at + step]
        yield Tile(level, index + number, len(part) // HASH_BYTES), part


def checked(tile: Tile, data: bytes) -> bytes:
    """Return a tile's bytes; raises ValueError when they are not as many as its width says."""
    if len(data) != tile.width * HASH_BYTES:
        raise ValueError(
            f"{tile.path}: {len(data)} bytes instead of {tile.width * HASH_BYTES}"
            f" ({tile.width} hashes)"
        )
    return data


def split(data: bytes) -> list[bytes]:
    """Return the hashes in a tile's bytes."""
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
