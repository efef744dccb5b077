# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signed heads in the database, and whether a decision is far enough in the log to be told."""

import base64
from datetime import UTC
from typing import NamedTuple

from ica_ledger import EMPTY_ROOT, Checkpoint, parse_checkpoint

from . import storage

MAX_ANCHOR_AGE_SECONDS = 300


class Stored(NamedTuple):
    """A checkpoint as the database keeps it."""

    id: int
    size: int
    note: str


def newest(cr, log):
    """Return the checkpoint that covers most entries, None before the first."""
    cr.execute(
        """SELECT id, size, note FROM azdev_ledger_checkpoint
           WHERE log_id = %s ORDER BY size DESC LIMIT 1""",
        (log.id,),
    )
    row = cr.fetchone()
    return row and Stored(*row)


def last(cr, log):
    """Return the newest checkpoint in the database as it was signed; that of no entry before."""
    stored = newest(cr, log)
    if not stored:
        return Checkpoint(log.origin, 0, EMPTY_ROOT)
    return parse_checkpoint(stored.note.encode()).checkpoint


def store(cr, log, note):
    """Store a signed note and return its row; the one of the same size where it is there."""
    checkpoint = parse_checkpoint(note.encode()).checkpoint
    cr.execute(
        """INSERT INTO azdev_ledger_checkpoint (log_id, size, root, note, signed_at)
           VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        (
            log.id,
            checkpoint.size,
            base64.b64encode(checkpoint.root).decode(),
            note,
            checkpoint.time.astimezone(UTC).replace(tzinfo=None),
        ),
    )
    return newest(cr, log)


def remember_anchoring(cr, stored, anchor):
    """Record that an anchor holds a checkpoint, read back from there."""
    cr.execute(
        """INSERT INTO azdev_ledger_anchoring (checkpoint_id, anchor) VALUES (%s, %s)
           ON CONFLICT DO NOTHING""",
        (stored.id, anchor.name),
    )


def anchor_age(cr, log):
    """Return the seconds since a checkpoint was last anchored, None when none ever was."""
    cr.execute(
        """SELECT extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - max(anchored_at))
           FROM azdev_ledger_anchoring
           JOIN azdev_ledger_checkpoint checkpoint ON checkpoint.id = checkpoint_id
           WHERE log_id = %s""",
        (log.id,),
    )
    age = cr.fetchone()[0]
    return None if age is None else float(age)


def why_not_told(cr, entry_id):
    """Return why a decision may not be told yet, None when it may.

    A yes leaves only when its entry is in a signed checkpoint, and while the log is anchored: what
    Azure DevOps acts on must not be able to vanish from the log afterwards.
    """
    cr.execute(
        """SELECT leaf_index < (SELECT max(size) FROM azdev_ledger_checkpoint head
                                WHERE head.log_id = leaf.log_id)
           FROM azdev_ledger_leaf leaf WHERE entry_id = %s""",
        (entry_id,),
    )
    row = cr.fetchone()
    if not row or not row[0]:
        return "the decision is not in a signed checkpoint of the ledger yet"
    age = anchor_age(cr, storage.current(cr))
    if age is None or age > MAX_ANCHOR_AGE_SECONDS:
        return "the ledger's newest anchored checkpoint is too old"
    return None
