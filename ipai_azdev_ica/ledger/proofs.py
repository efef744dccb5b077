# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Proofs of single entries under the newest checkpoint of their log."""

from typing import NamedTuple

from ica_ledger import TileMissing
from ica_ledger.proof_file import EntryProof

from . import checkpoints, storage

PLACE = """
    SELECT entry.entry, entry.leaf_hash, leaf.leaf_index, log.id, log.origin, log.size
    FROM azdev_ledger_entry entry
    LEFT JOIN azdev_ledger_leaf leaf ON leaf.entry_id = entry.id
    LEFT JOIN azdev_ledger_log log ON log.id = leaf.log_id
    WHERE entry.uuid = %s
"""


class NotPublishedError(Exception):
    """There is no proof now; the message says why."""


class Proven(NamedTuple):
    """A proof, and what it is about."""

    leaf_hash: str
    size: int
    proof: EntryProof


def of_entry(cr, uuid):
    """Return the proof of an entry, None when there is no such entry.

    :param str uuid: its identifier in the spelling that is stored
    :raise NotPublishedError: while no signed checkpoint covers it, or when the log has a gap
    """
    cr.execute(PLACE, (uuid,))
    row = cr.fetchone()
    if not row:
        return None
    entry, leaf_hash, index, *log = row
    log = storage.Log(*log)
    stored = log.id and checkpoints.newest(cr, log)
    if not stored or index >= stored.size:
        raise NotPublishedError("The entry waits for its checkpoint. Ask again in a minute.")
    hashes = storage.hashes(cr, log, stored.size)
    try:
        proof = EntryProof.make(entry.encode(), index, stored.note.encode(), hashes)
    except TileMissing as missing:
        raise NotPublishedError(
            f"A tile of the log is missing ({missing}). Look at the ledger's health."
        ) from None
    return Proven(leaf_hash, stored.size, proof)
