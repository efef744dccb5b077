"""Merkle tree hashing (RFC 9162, section 2.1.1; the same as RFC 6962)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

HASH_BYTES = 32
NODE_PREFIX = b"\x01"
MAX_SIZE = 2**63 - 1
"""Largest size of a log that any reader has to understand (C2SP tlog-tiles: level at most 63)."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of a log without entries."""

HashReader: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree `index` of height `level`: (level, index) -> 32 bytes.

It covers the leaves `index * 2**level` up to, without, `(index + 1) * 2**level`.
"""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32 bytes SHA-256(0x01 || left || right)."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (level, index) of the largest complete subtrees that cover leaves `start` to `end`.

    From left to right. Each begins at a multiple of its size, as a tree's own subtrees do.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over the complete subtrees of a tree, given from left to right.

    Raises ValueError when there is none.
    """
    if not hashes:
        raise ValueError("a tree without leaves has no subtree")
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def root_of_range(start: int, end: int, read: HashReader) -> bytes:
    """Return MTH(D[start:end]) for a range that is a subtree of some tree (RFC 9162, 2.1.1)."""
    return fold([read(level, index) for level, index in complete_subtrees(start, end)])


def tree_root(size: int, read: HashReader) -> bytes:
    """Return the root of the tree of the first `size` leaves."""
    return root_of_range(0, size, read) if size else EMPTY_ROOT


def root_of_leaves(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes, all at hand, level by level."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [node_hash(left, right) for left, right in pairs] + odd
    return level[0]
