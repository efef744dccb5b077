"""Tiles: their names, which of them a growth makes, and what can be read out of them."""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger import (
    ENTRIES,
    Tile,
    TileHashes,
    TileMissing,
    changed_bundles,
    changed_tiles,
    check_consistency,
    check_inclusion,
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    parse_tile_path,
    tile_at,
    tree_root,
)
from ica_ledger.merkle import root_of_leaves
from ica_ledger.tiles import tiles_of

tiles = st.builds(Tile, st.integers(ENTRIES, 63), st.integers(0, 10**12), st.integers(1, 256))
growths = st.lists(st.integers(0, 700), max_size=5)


def tile_of(stored: dict[str, bytes], tile: Tile) -> bytes:
    return stored[tile.path]


def grown(steps: list[int]) -> tuple[list[bytes], dict[str, bytes]]:
    """Return leaf hashes and tiles of a log that grew in steps."""
    hashes: list[bytes] = []
    stored: dict[str, bytes] = {}
    for step in steps:
        old = len(hashes)
        added = [leaf_hash(str(number).encode()) for number in range(old, old + step)]
        made = dict(grow(old, added, partial(tile_of, stored)))
        assert list(made) == list(changed_tiles(old, old + step))
        stored.update({tile.path: data for tile, data in made.items()})
        hashes += added
    return hashes, stored


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(2, 5, 17), "tile/2/005.p/17"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
        (Tile(ENTRIES, 999, 1), "tile/entries/999.p/1"),
    ],
)
def test_paths_are_those_of_the_format(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert parse_tile_path(path) == tile


@given(tiles)
def test_a_path_names_one_tile_only(tile: Tile) -> None:
    assert parse_tile_path(tile.path) == tile
    assert tile.is_full is (tile.width == 256)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/001/234",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/../000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "checkpoint",
        "",
    ],
)
def test_any_other_spelling_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="is not the path of a tile"):
        parse_tile_path(path)


def test_a_log_of_70000_has_the_tiles_that_the_format_names() -> None:
    found = list(tiles_of(70_000))
    assert sum(tile.level == 0 and tile.is_full for tile in found) == 273
    assert [tile for tile in found if not tile.is_full] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert sum(tile.level == 1 and tile.is_full for tile in found) == 1


def test_a_log_of_256_has_a_full_tile_and_one_of_width_1_above_it() -> None:
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(changed_bundles(0, 257)) == [Tile(ENTRIES, 0), Tile(ENTRIES, 1, 1)]


def test_a_log_that_does_not_grow_needs_no_tile() -> None:
    assert not list(changed_tiles(300, 300))
    assert not list(changed_bundles(300, 300))
    assert not list(changed_tiles(0, 0))


def test_a_tile_is_as_wide_as_the_log_is_long() -> None:
    assert tile_at(0, 1, 300) == Tile(0, 1, 44)
    assert tile_at(1, 0, 300) == Tile(1, 0, 1)
    assert tile_at(ENTRIES, 0, 300) == Tile(ENTRIES, 0)
    for level, index in ((0, 2), (1, 1), (0, -1)):
        with pytest.raises(ValueError, match="has no tile"):
            tile_at(level, index, 300)


@given(growths)
def test_every_root_is_found_in_the_tiles_alone(steps: list[int]) -> None:
    hashes, stored = grown(steps)
    read = TileHashes(len(hashes), stored.get)
    assert tree_root(len(hashes), read) == root_of_leaves(hashes)


def test_every_proof_is_found_in_the_tiles_alone() -> None:
    steps = [1, 255, 1, 256, 65_000, 300]
    hashes, stored = grown(steps)
    size, read = len(hashes), TileHashes(len(hashes), stored.get)
    root = root_of_leaves(hashes)
    for index in (0, 255, 256, 511, 65_535, 65_536, size - 1):
        check_inclusion(hashes[index], index, size, inclusion_proof(index, size, read), root)
    for old in (1, 256, 257, 513, 65_513, size):
        proof = consistency_proof(old, size, read)
        check_consistency(old, root_of_leaves(hashes[:old]), size, root, proof)


def test_a_full_tile_stands_in_for_a_partial_one_that_is_gone() -> None:
    hashes, stored = grown([200, 100])
    del stored["tile/0/000.p/200"]
    assert tree_root(200, TileHashes(200, stored.get)) == root_of_leaves(hashes[:200])


def test_a_tile_that_is_gone_is_named() -> None:
    _, stored = grown([300])
    for path, index in (("tile/0/001.p/44", 299), ("tile/0/000", 3)):
        del stored[path]
        with pytest.raises(TileMissing, match=re.escape(path)):
            TileHashes(300, stored.get)(0, index)


def test_a_tile_with_bytes_too_many_or_too_few_is_refused() -> None:
    _, stored = grown([300])
    for data in (stored["tile/0/001.p/44"] + b"x", bytes(32), b""):
        bad = {**stored, "tile/0/001.p/44": data}
        with pytest.raises(ValueError, match=r"bytes instead of 1408 \(44 hashes\)"):
            tree_root(300, TileHashes(300, bad.get))


def test_a_subtree_that_is_not_complete_is_refused() -> None:
    _, stored = grown([300])
    with pytest.raises(ValueError, match="has no subtree"):
        TileHashes(300, stored.get)(9, 0)


def test_a_growth_over_a_partial_tile_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match=r"64 bytes instead of 96"):
        list(grow(3, [bytes(32)], lambda tile: bytes(64)))
