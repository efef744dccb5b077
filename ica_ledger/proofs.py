"""Inclusion and consistency proofs: make them and check them (RFC 9162, sections 2.1.3, 2.1.4)."""

from __future__ import annotations

from collections.abc import Sequence

from ica_ledger.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    MAX_SIZE,
    HashReader,
    node_hash,
    root_of_range,
)

MAX_PROOF_HASHES = 64
"""No tree of at most 2**63 - 1 leaves needs more; longer proofs are refused unread."""


class BadProof(ValueError):
    """A proof doesn't prove what it should; the message says why."""


def inclusion_proof(index: int, size: int, read: HashReader) -> list[bytes]:
    """Return the hashes that prove that leaf `index` is in the tree of `size` leaves.

    From the leaf's sibling up to the root's child. Raises ValueError for an index outside.
    """
    if not 0 <= index < size:
        raise ValueError(f"a log of {size} entries has no entry {index}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return [root_of_range(first, last, read) for first, last in reversed(path)]


def consistency_proof(old_size: int, new_size: int, read: HashReader) -> list[bytes]:
    """Return the hashes that prove that the larger tree begins with the smaller one.

    Empty when both are equal or the smaller one is. Raises ValueError when the sizes are swapped.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a log of {new_size} entries never had {old_size}")
    if old_size in (0, new_size):
        return []
    start, end, path = 0, new_size, []
    while old_size != end:
        middle = start + _left_size(end - start)
        if old_size <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return [root_of_range(first, last, read) for first, last in reversed(path)]


def check_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf stands at `index` of the tree with this size and root (2.1.3.2).

    Raises BadProof when it isn't proven.
    """
    _check_shape(proof, size)
    if not 0 <= index < size:
        raise BadProof(f"a log of {size} entries has no entry {index}")
    position, last, computed = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise BadProof("the inclusion proof is too long")
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            position, last = _climb(position, last)
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof("the inclusion proof is too short")
    if computed != root:
        raise BadProof(f"entry {index} is not in the log with this root")


def check_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree with the new root begins with the tree of the old one (2.1.4.2).

    Raises BadProof when it isn't proven.
    """
    _check_shape(proof, new_size)
    if not 0 <= old_size <= new_size:
        raise BadProof(f"the log shrank from {old_size} entries to {new_size}")
    if old_size in (0, new_size):
        _check_trivial(old_size, old_root, new_size, new_root, proof)
        return
    old, new = _roots_of_proof(old_size, new_size, old_root, proof)
    if old != old_root:
        raise BadProof(f"the first {old_size} entries are not those of the earlier checkpoint")
    if new != new_root:
        raise BadProof(f"the {new_size} entries don't continue the earlier {old_size}")


def _roots_of_proof(
    old_size: int, new_size: int, old_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Return the old and the new root that a consistency proof leads to."""
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        raise BadProof("the consistency proof is too short")
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            raise BadProof("the consistency proof is too long")
        if position & 1 or position == last:
            old, new = node_hash(one, old), node_hash(one, new)
            position, last = _climb(position, last)
        else:
            new = node_hash(new, one)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof("the consistency proof is too short")
    return old, new


def _climb(position: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the right edge has no sibling of its own."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _check_trivial(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise BadProof("the consistency proof is too long")
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise BadProof("the root of an empty log is another one")
    if old_size == new_size and old_root != new_root:
        raise BadProof(f"two different logs of {new_size} entries (a fork)")


def _check_shape(proof: Sequence[bytes], size: int) -> None:
    if not 0 <= size <= MAX_SIZE:
        raise BadProof(f"no log has {size} entries")
    if len(proof) > MAX_PROOF_HASHES:
        raise BadProof(f"a proof has at most {MAX_PROOF_HASHES} hashes, this one {len(proof)}")
    if any(len(one) != HASH_BYTES for one in proof):
        raise BadProof(f"each hash of a proof has {HASH_BYTES} bytes")


def _left_size(size: int) -> int:
    """Return the largest power of two below size: the leaves of the left subtree."""
    return 1 << (size - 1).bit_length() - 1
