"""A Merkle tree that only grows, kept as its right edge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ica_ledger.merkle import EMPTY_ROOT, HASH_BYTES, HashReader, complete_subtrees, fold, node_hash


class Frontier:
    """The size of a tree and the hashes of its complete subtrees, from left to right.

    Enough to add leaves and to know the root at any time, in memory that grows with the logarithm
    of the size (RFC 9162, section 2.1.2).
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Take up a tree again where it was left.

        :param size: number of leaves
        :param hashes: hashes of its complete subtrees, the largest first: one for each bit that is
            set in the size

        Raises ValueError when the hashes don't fit the size.
        """
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has another number of subtrees")
        if any(len(one) != HASH_BYTES for one in hashes):
            raise ValueError(f"a hash has {HASH_BYTES} bytes")
        self.size = size
        self._hashes = list(hashes)

    @classmethod
    def read(cls, size: int, read: HashReader) -> Frontier:
        """Return the right edge of a tree whose subtree hashes can be read."""
        return cls(size, [read(level, index) for level, index in complete_subtrees(0, size)])

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """Return the hashes of the complete subtrees, the largest first."""
        return tuple(self._hashes)

    def append(self, leaf_hash: bytes) -> None:
        """Add a leaf by its hash."""
        size = self.size
        while size & 1:
            leaf_hash = node_hash(self._hashes.pop(), leaf_hash)
            size >>= 1
        self._hashes.append(leaf_hash)
        self.size += 1

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves by their hashes, in order."""
        for one in leaf_hashes:
            self.append(one)

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return fold(self._hashes) if self._hashes else EMPTY_ROOT
