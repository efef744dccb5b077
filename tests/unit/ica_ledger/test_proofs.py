"""A proof proves what it says, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from ica_ledger import (
    EMPTY_ROOT,
    BadProof,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
)
from ica_ledger.merkle import root_of_leaves

MOST = 70
HASHES = [leaf_hash(bytes([number])) for number in range(MOST)]
TREE = InmemoryTree(algorithm="sha256")
for number in range(MOST):
    TREE.append_entry(bytes([number]))

sizes = st.integers(1, MOST)


def read(level: int, index: int) -> bytes:
    return root_of_leaves(HASHES[index << level : (index + 1) << level])


def root(size: int) -> bytes:
    return TREE.get_root(size) if size else EMPTY_ROOT


@given(sizes, st.data())
def test_every_entry_is_proven_under_the_root_of_an_independent_tree(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, read)
    check_inclusion(HASHES[index], index, size, proof, root(size))
    theirs = TREE.prove_inclusion(index + 1, size)
    assert proof == [bytes.fromhex(one) for one in theirs.serialize()["path"]][1:]


@given(sizes, sizes)
def test_every_growth_is_proven_between_the_roots_of_an_independent_tree(
    one: int, other: int
) -> None:
    old, new = sorted((one, other))
    check_consistency(old, root(old), new, root(new), consistency_proof(old, new, read))


@given(sizes, st.data())
def test_a_proof_fits_no_other_entry_index_size_or_root(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, read)
    leaf, at, of, under = data.draw(
        st.tuples(st.sampled_from(HASHES), st.integers(-1, MOST), sizes, sizes.map(root))
    )
    # two sizes can share the path of an entry, so the root is what binds the size
    assume((leaf, at, under) != (HASHES[index], index, root(size)))
    with pytest.raises(BadProof):
        check_inclusion(leaf, at, of, proof, under)


@given(sizes, sizes, st.data())
def test_a_consistency_proof_with_anything_changed_is_refused(
    one: int, other: int, data: st.DataObject
) -> None:
    old, new = sorted((one, other))
    assume(old < new)
    proof = consistency_proof(old, new, read)
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:at], leaf_hash(b"other"), *proof[at + 1 :]]
    for bad in (changed, proof[:-1], [*proof, proof[0]]):
        with pytest.raises(BadProof):
            check_consistency(old, root(old), new, root(new), bad)
    for roots in ((root(new), root(new)), (root(old), root(old))):
        with pytest.raises(BadProof):
            check_consistency(old, roots[0], new, roots[1], proof)


@pytest.mark.parametrize(
    ("index", "size", "proof", "problem"),
    [
        (3, 3, [], "has no entry 3"),
        (-1, 3, [], "has no entry -1"),
        (0, 2, [], "too short"),
        (0, 1, [bytes(32)], "too long"),
        (0, 2, [bytes(32)], "not in the log"),
        (0, 2, [b"short"], "32 bytes"),
        (0, 2, [bytes(32)] * 65, "at most 64 hashes"),
        (0, 2**63, [], "no log has"),
    ],
)
def test_a_bad_inclusion_proof_is_refused_in_plain_words(
    index: int, size: int, proof: list[bytes], problem: str
) -> None:
    with pytest.raises(BadProof, match=problem):
        check_inclusion(HASHES[0], index, size, proof, root(2))


@pytest.mark.parametrize(
    ("old", "new", "proof", "problem"),
    [
        (3, 2, [], "shrank from 3 entries to 2"),
        (-1, 2, [], "shrank"),
        (1, 2, [], "too short"),
        (3, 5, [], "too short"),
        (3, 3, [bytes(32)], "too long"),
        (1, 2, [bytes(32)] * 2, "too long"),
        (1, 2, [bytes(32)], "don't continue"),
        (3, 5, [bytes(32)] * 4, "are not those of the earlier checkpoint"),
    ],
)
def test_a_bad_consistency_proof_is_refused_in_plain_words(
    old: int, new: int, proof: list[bytes], problem: str
) -> None:
    with pytest.raises(BadProof, match=problem):
        check_consistency(old, root(max(old, 0)), new, root(new), proof)


def test_two_roots_of_one_size_are_a_fork() -> None:
    with pytest.raises(BadProof, match="fork"):
        check_consistency(2, root(2), 2, root(3), [])


def test_everything_continues_the_empty_log_and_only_that_one() -> None:
    check_consistency(0, EMPTY_ROOT, 5, root(5), consistency_proof(0, 5, read))
    with pytest.raises(BadProof, match="empty log"):
        check_consistency(0, root(1), 5, root(5), [])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_is_made_of_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no entry"):
        inclusion_proof(index, size, read)


def test_no_proof_is_made_of_a_growth_backwards() -> None:
    with pytest.raises(ValueError, match="never had 4"):
        consistency_proof(4, 3, read)
