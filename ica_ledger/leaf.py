"""Leaf hashes (RFC 9162, section 2.1.1)."""

from __future__ import annotations

import hashlib

LEAF_PREFIX = b"\x00"
MAX_ENTRY_BYTES = 65_535
"""An entry's length is a big-endian uint16 in an entry bundle (C2SP tlog-tiles)."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the 32 bytes SHA-256(0x00 || entry).

    Raises ValueError when the entry is longer than an entry bundle can hold.
    """
    if len(entry) > MAX_ENTRY_BYTES:
        raise ValueError(f"an entry has at most {MAX_ENTRY_BYTES} bytes, got {len(entry)}")
    return hashlib.sha256(LEAF_PREFIX + entry).digest()


def sha256_label(digest: bytes) -> str:
    """Return a digest as `sha256:<hex>`, the form in which people and the API see it."""
    return "sha256:" + digest.hex()
