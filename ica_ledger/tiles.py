"""Coordinates of tiles and entry bundles, and their paths (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
"""Hashes of a full tile, entries of a full bundle."""

MAX_LEVEL = 63
ENTRIES = -1
"""The level under which a bundle of entries goes; its hashes stand at level 0."""

_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, order=True, slots=True)
class Tile:
    """One tile, or one entry bundle where the level is `ENTRIES`."""

    level: int
    index: int
    width: int = TILE_WIDTH
    """Hashes or entries in it: 256 in a full one, 1 to 255 in a partial one."""

    @property
    def path(self) -> str:
        """Return the path below the log's prefix: `tile/0/x001/x234/067.p/5`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number}{partial}"

    @property
    def is_full(self) -> bool:
        """Tell whether nothing is ever added to it."""
        return self.width == TILE_WIDTH

    @property
    def first(self) -> int:
        """Return the index, within the level, of its first hash or entry."""
        return self.index * TILE_WIDTH


def parse_tile_path(path: str) -> Tile:
    """Return the tile that a path names; only the one spelling that `Tile.path` writes is taken.

    Raises ValueError for anything else.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise ValueError(f"{path!r} is not the path of a tile")
    level, number, width = match.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width or TILE_WIDTH),
    )
    if tile.level > MAX_LEVEL or tile.path != path:
        raise ValueError(f"{path!r} is not the path of a tile")
    return tile


def levels_of(size: int) -> int:
    """Return how many levels of tiles a log of this size has."""
    return -(-size.bit_length() // TILE_HEIGHT)


def tile_at(level: int, index: int, size: int) -> Tile:
    """Return the tile of a level as it is in a log of this size, full or partial.

    Raises ValueError when that log doesn't have it.
    """
    held = size if level == ENTRIES else size >> TILE_HEIGHT * level
    width = min(held - index * TILE_WIDTH, TILE_WIDTH)
    if index < 0 or width < 1:
        raise ValueError(f"a log of {size} entries has no tile {index} at level {level}")
    return Tile(level, index, width)


def changed_tiles(old_size: int, new_size: int) -> Iterator[Tile]:
    """Yield the hash tiles that a log needs anew when it grows, full and partial, level by level.

    They are immutable: a partial tile that grows gets a new width and so a new path.
    """
    for level in range(levels_of(new_size)):
        yield from _grown(level, old_size >> TILE_HEIGHT * level, new_size >> TILE_HEIGHT * level)


def changed_bundles(old_size: int, new_size: int) -> Iterator[Tile]:
    """Yield the entry bundles that a log needs anew when it grows, full and partial."""
    yield from _grown(ENTRIES, old_size, new_size)


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every hash tile of a log of this size."""
    yield from changed_tiles(0, size)


def _grown(level: int, old: int, new: int) -> Iterator[Tile]:
    if new > old:
        for index in range(old // TILE_WIDTH, (new - 1) // TILE_WIDTH + 1):
            yield Tile(level, index, min(new - index * TILE_WIDTH, TILE_WIDTH))
