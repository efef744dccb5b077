# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Gives committed entries their place in the log, in batches.

Writers never wait for each other or for this: they leave the entry in a table of pending ones,
whatever the order in which they commit. One sequencer at a time (the publisher holds the lock)
takes what is there.
"""

from ica_ledger import grow, leaf_hash, sha256_label

from . import storage
from .trouble import LedgerStoppedError

BATCH = 8192

# Each entry is looked up by its id: a merge join, which PostgreSQL would choose while many wait,
# reads the whole log from its beginning.
PENDING = """
    SELECT waiting.entry_id, entry.entry, entry.leaf_hash
    FROM (SELECT entry_id FROM azdev_ledger_pending
          WHERE %(only)s::integer IS NULL OR entry_id = %(only)s
          ORDER BY entry_id LIMIT %(limit)s) waiting
    LEFT JOIN LATERAL (SELECT entry, leaf_hash FROM azdev_ledger_entry
                       WHERE id = waiting.entry_id OFFSET 0) entry ON true
    ORDER BY waiting.entry_id
"""


def sequence(cr, log, limit=BATCH, only=None):
    """Take up to `limit` entries into the log and return how many.

    :param cr: cursor of a READ COMMITTED transaction, to be committed by the caller
    :param int only: take just this entry
    :raise LedgerStoppedError: when an entry is not what its writer's transaction hashed
    """
    cr.execute(PENDING, {"limit": limit, "only": only})
    waiting = cr.fetchall()
    if waiting:
        leaf_hashes = [_rehashed(*row) for row in waiting]
        storage.place(cr, log, [entry_id for entry_id, _entry, _hash in waiting])
        tiles = grow(log.size, leaf_hashes, lambda tile: _stored(cr, log, tile))
        for tile, data in tiles:
            storage.write_tile(cr, log, tile, data)
    return len(waiting)


def _rehashed(entry_id, entry, recorded):
    """Return the leaf hash of an entry's bytes, which must be the recorded one."""
    if entry is None:
        raise LedgerStoppedError(
            "entry_vanished",
            f"Entry {entry_id} was recorded and is gone before it got its place in the log.",
            tampered=True,
            entry=entry_id,
        )
    digest = leaf_hash(entry.encode())
    if sha256_label(digest) != recorded:
        raise LedgerStoppedError(
            "entry_changed",
            f"The bytes of entry {entry_id} are not those that were recorded.",
            tampered=True,
            entry=entry_id,
        )
    return digest


def _stored(cr, log, tile):
    data = storage.hash_tile(cr, log, tile)
    if data is None:
        raise LedgerStoppedError(
            "tile_missing",
            f"The hashes at the end of the log are not there ({tile.path}).",
            tampered=True,
            tile=tile.path,
        )
    return data
