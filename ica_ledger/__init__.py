"""The transparency log: canonical bytes, leaf hashes and salted commitments.

Pure: no database, no clock, no randomness of its own.
"""

from __future__ import annotations

from ica_ledger.canonical import NotCanonical, canonical_bytes
from ica_ledger.commitment import SALT_BYTES, commit
from ica_ledger.leaf import MAX_ENTRY_BYTES, leaf_hash, sha256_label

__all__ = [
    "MAX_ENTRY_BYTES",
    "SALT_BYTES",
    "NotCanonical",
    "canonical_bytes",
    "commit",
    "leaf_hash",
    "sha256_label",
]
