# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Publishes to an anchor what it lacks: entry bundles, tiles, and the checkpoint last."""

import logging

from ica_ledger import Tile, changed_bundles, changed_tiles, decode_bundle, leaf_hash
from ica_ledger.anchors import AnchorConflictError, AnchorUnavailableError, checkpoint_path

from ..database.cursors import own_transaction
from . import checkpoints, storage
from .trouble import LedgerStoppedError

_logger = logging.getLogger(__name__)


def anchor(env, log, stored, head):
    """Publish what an anchor lacks, the checkpoint last, and remember that it is there."""
    try:
        with own_transaction(env) as own:
            if head.size < stored.size:
                _publish_range(own.cr, log, head, stored)
            checkpoints.remember_anchoring(own.cr, stored, head.anchor)
    except AnchorUnavailableError as trouble:
        _logger.warning("Not anchored: %s", trouble)
    except AnchorConflictError as conflict:
        raise LedgerStoppedError(
            "fork",
            f"{head.anchor.name} holds something else where this log wanted to write: two copies of"
            f" the log are being published ({conflict}).",
            tampered=True,
            anchor=head.anchor.name,
        ) from None


def _publish_range(cr, log, head, stored):
    for tile in changed_bundles(head.size, stored.size):
        head.anchor.create(f"{log.origin}/{tile.path}", _hashed_bundle(cr, log, tile))
    for tile in changed_tiles(head.size, stored.size):
        head.anchor.create(f"{log.origin}/{tile.path}", storage.hash_tile(cr, log, tile))
    head.anchor.create(checkpoint_path(log.origin, stored.size), stored.note.encode())


def _hashed_bundle(cr, log, bundle):
    """Return an entry bundle whose entries are still those that the tree was made of."""
    data = storage.bundle(cr, log, bundle)
    entries = decode_bundle(data, bundle.width) if data else []
    hashes = storage.hash_tile(cr, log, Tile(0, bundle.index, bundle.width))
    if b"".join(map(leaf_hash, entries)) != hashes:
        raise LedgerStoppedError(
            "entry_changed",
            f"Entries from {bundle.first} on are not those that the log was made of.",
            tampered=True,
            first=bundle.first,
        )
    return data
