"""Recompute every tile of a log from its leaves and compare it with what is published."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from ica_ledger.growth import split
from ica_ledger.merkle import EMPTY_ROOT, HASH_BYTES, NODE_PREFIX, fold, root_of_leaves
from ica_ledger.report import tampered, unchecked
from ica_ledger.tile_reader import TileMissing, read_tile
from ica_ledger.tiles import TILE_HEIGHT, TILE_WIDTH, Tile

TILE_BYTES = TILE_WIDTH * HASH_BYTES


class TreeCheck:
    """Takes the leaf hashes of a log from left to right, a tile at a time.

    Keeps one tile for each level, so its memory grows with the logarithm of the log.
    """

    def __init__(self, fetch: Callable[[str], bytes | None]) -> None:
        """Compare with the tiles that a function gives."""
        self._fetch = fetch
        self._levels: list[bytearray] = []
        self._counts: list[int] = []

    def add(self, leaf_hashes: bytes) -> None:
        """Add the hashes of one bundle, one after the other; all but the last bundle are full.

        Raises Stop when a tile says something else or can't be had.
        """
        self._add(0, leaf_hashes)

    def root(self) -> bytes:
        """Compare the partial tiles at the right edge and return the root of the tree."""
        edge: list[bytes] = []
        for level, held in enumerate(self._levels):
            if held:
                self._compare(level, self._counts[level], bytes(held))
                edge = _subtrees(split(bytes(held))) + edge
        return fold(edge) if edge else EMPTY_ROOT

    def _add(self, level: int, hashes: bytes) -> None:
        if level == len(self._levels):
            self._levels.append(bytearray())
            self._counts.append(0)
        held = self._levels[level]
        held += hashes
        if len(held) == TILE_BYTES:
            data = bytes(held)
            self._compare(level, self._counts[level], data)
            self._counts[level] += 1
            held.clear()
            self._add(level + 1, tile_root(data))

    def _compare(self, level: int, index: int, computed: bytes) -> None:
        tile = Tile(level, index, len(computed) // HASH_BYTES)
        try:
            published = read_tile(tile, self._fetch)
        except TileMissing:
            raise unchecked(f"{tile.path} is missing from what could be read") from None
        except ValueError as problem:
            raise tampered(str(problem)) from None
        if published != computed:
            raise _difference(tile, published, computed)


def tile_root(data: bytes) -> bytes:
    """Return the root over the hashes of a full tile."""
    while len(data) > HASH_BYTES:
        data = b"".join(
            [
                sha256(NODE_PREFIX + data[at : at + 2 * HASH_BYTES]).digest()
                for at in range(0, len(data), 2 * HASH_BYTES)
            ]
        )
    return data


def _subtrees(hashes: list[bytes]) -> list[bytes]:
    """Return the roots of the complete subtrees over the hashes of a partial tile."""
    found, at = [], 0
    for bit in reversed(range(TILE_HEIGHT)):
        if len(hashes) >> bit & 1:
            found.append(root_of_leaves(hashes[at : at + (1 << bit)]))
            at += 1 << bit
    return found


def _difference(tile: Tile, published: bytes, computed: bytes) -> Exception:
    pairs = zip(split(published), split(computed), strict=True)
    at = next(number for number, (one, other) in enumerate(pairs) if one != other)
    span = 1 << TILE_HEIGHT * tile.level
    first = (tile.first + at) * span
    if tile.level == 0:
        return tampered(f"its bytes don't belong to its leaf hash in {tile.path}", first)
    return tampered(
        f"entries {first} to {first + span - 1} don't lead to their hash in {tile.path}", first
    )
