"""The tree is RFC 6962's, however it is computed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from ica_ledger import EMPTY_ROOT, Frontier, leaf_hash, tree_root
from ica_ledger.merkle import complete_subtrees, fold, root_of_leaves

# leaves and roots of the test data of Certificate Transparency's own implementation
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

leaves = st.lists(st.binary(max_size=4), max_size=70).map(lambda all_: [*map(leaf_hash, all_)])


def reader(hashes: list[bytes]):
    return lambda level, index: root_of_leaves(hashes[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(1, 9))
def test_the_known_roots_of_certificate_transparency(size: int) -> None:
    hashes = [leaf_hash(bytes.fromhex(one)) for one in LEAVES[:size]]
    frontier = Frontier()
    frontier.extend(hashes)
    assert root_of_leaves(hashes).hex() == ROOTS[size - 1]
    assert frontier.root().hex() == ROOTS[size - 1]


def test_an_empty_log_has_the_hash_of_nothing_as_its_root() -> None:
    known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert EMPTY_ROOT.hex() == known
    assert Frontier().root() == root_of_leaves([]) == tree_root(0, reader([])) == EMPTY_ROOT


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70))
def test_an_independent_implementation_finds_the_same_root(entries: list[bytes]) -> None:
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    hashes = [leaf_hash(entry) for entry in entries]
    assert tree_root(len(hashes), reader(hashes)) == tree.get_root()


@given(leaves, leaves)
def test_a_tree_that_is_taken_up_again_goes_on_as_if_it_had_not_stopped(
    before: list[bytes], after: list[bytes]
) -> None:
    first = Frontier()
    first.extend(before)
    again = Frontier(first.size, first.hashes)
    again.extend(after)
    assert again.size == len(before) + len(after)
    assert again.root() == root_of_leaves([*before, *after])


@given(leaves)
def test_the_right_edge_can_be_read_out_of_a_stored_tree(hashes: list[bytes]) -> None:
    assert Frontier.read(len(hashes), reader(hashes)).root() == root_of_leaves(hashes)


@pytest.mark.parametrize(("size", "hashes"), [(1, []), (2, [bytes(32)] * 2), (-1, [])])
def test_a_size_with_another_number_of_subtrees_is_refused(size: int, hashes: list[bytes]) -> None:
    with pytest.raises(ValueError, match="another number of subtrees"):
        Frontier(size, hashes)


def test_a_hash_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier(1, [b"short"])


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_complete_subtrees_cover_a_range_without_gap(one: int, other: int) -> None:
    start, end = sorted((one, other))
    at = start
    for level, index in complete_subtrees(start, end):
        assert index << level == at
        at += 1 << level
    assert at == end


def test_nothing_can_be_folded_out_of_nothing() -> None:
    with pytest.raises(ValueError, match="without leaves"):
        fold([])
