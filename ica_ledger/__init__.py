"""The transparency log: canonical bytes, Merkle tree, tiles, signed checkpoints, proofs.

Pure: no database, no clock, no randomness but that of a new key. docs/ledger-format.md describes
the bytes.
"""

from __future__ import annotations

from ica_ledger.bundles import BadBundle, decode_bundle, encode_bundle
from ica_ledger.canonical import NotCanonical, canonical_bytes
from ica_ledger.checkpoint import (
    BadCheckpoint,
    Checkpoint,
    SignedCheckpoint,
    parse_checkpoint,
    verified_checkpoint,
)
from ica_ledger.commitment import SALT_BYTES, commit
from ica_ledger.growth import grow
from ica_ledger.leaf import MAX_ENTRY_BYTES, leaf_hash, sha256_label
from ica_ledger.merkle import EMPTY_ROOT, HashReader, tree_root
from ica_ledger.note import BadNote, Note, parse_note
from ica_ledger.note_keys import BadKey, Signer, Verifier
from ica_ledger.proofs import (
    BadProof,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
)
from ica_ledger.tile_reader import TileHashes, TileMissing
from ica_ledger.tiles import (
    ENTRIES,
    TILE_WIDTH,
    Tile,
    changed_bundles,
    changed_tiles,
    parse_tile_path,
    tile_at,
)
from ica_ledger.tree import Frontier

__all__ = [
    "EMPTY_ROOT",
    "ENTRIES",
    "MAX_ENTRY_BYTES",
    "SALT_BYTES",
    "TILE_WIDTH",
    "BadBundle",
    "BadCheckpoint",
    "BadKey",
    "BadNote",
    "BadProof",
    "Checkpoint",
    "Frontier",
    "HashReader",
    "NotCanonical",
    "Note",
    "SignedCheckpoint",
    "Signer",
    "Tile",
    "TileHashes",
    "TileMissing",
    "Verifier",
    "canonical_bytes",
    "changed_bundles",
    "changed_tiles",
    "check_consistency",
    "check_inclusion",
    "commit",
    "consistency_proof",
    "decode_bundle",
    "encode_bundle",
    "grow",
    "inclusion_proof",
    "leaf_hash",
    "parse_checkpoint",
    "parse_note",
    "parse_tile_path",
    "sha256_label",
    "tile_at",
    "tree_root",
    "verified_checkpoint",
]
