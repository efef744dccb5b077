# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The log's condition as people look at it; nothing is decided by it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from . import status

MAX_UNVERIFIED = timedelta(days=2)

# What waits and what no checkpoint covers is little, whatever PostgreSQL guesses: each entry is
# looked up by its id (OFFSET 0 keeps it so), never by reading all of them.
CONDITION = """
    SELECT log.id, log.size, head.id,
           (SELECT count(*) FROM azdev_ledger_pending)
               + coalesce(log.size, 0) - coalesce(head.size, 0),
           least(
               (SELECT min(entry.recorded_at) FROM azdev_ledger_pending pending
                CROSS JOIN LATERAL (SELECT recorded_at FROM azdev_ledger_entry
                                    WHERE id = pending.entry_id OFFSET 0) entry),
               (SELECT min(entry.recorded_at) FROM azdev_ledger_leaf leaf
                CROSS JOIN LATERAL (SELECT recorded_at FROM azdev_ledger_entry
                                    WHERE id = leaf.entry_id OFFSET 0) entry
                WHERE leaf.log_id = log.id AND leaf.leaf_index >= coalesce(head.size, 0))),
           clock_timestamp() AT TIME ZONE 'UTC'
    FROM (SELECT 1) only_row
    LEFT JOIN (SELECT * FROM azdev_ledger_log ORDER BY id DESC LIMIT 1) log ON true
    LEFT JOIN LATERAL (SELECT id, size FROM azdev_ledger_checkpoint
                       WHERE log_id = log.id ORDER BY size DESC LIMIT 1) head ON true
"""
ANCHORED = """
    SELECT max(anchoring.id) FROM azdev_ledger_anchoring anchoring
    JOIN azdev_ledger_checkpoint head ON head.id = anchoring.checkpoint_id
    WHERE head.log_id = %s GROUP BY anchoring.anchor ORDER BY anchoring.anchor
"""


class Condition(NamedTuple):
    """What is to be seen of the log; ids are None where there is nothing yet."""

    log_id: int | None
    size: int
    checkpoint_id: int | None
    uncovered: int
    uncovered_since: datetime | None
    now: datetime


def read(cr):
    """Return how far the log is, and what no signed checkpoint covers yet."""
    cr.execute(CONDITION)
    log_id, size, *rest = cr.fetchone()
    return Condition(log_id, size or 0, *rest)


def anchorings(cr, log_id):
    """Return the ids of the newest anchoring in each place."""
    cr.execute(ANCHORED, (log_id,))
    return [anchoring for (anchoring,) in cr.fetchall()]


def trouble(cr, verification, now):
    """Return code and message of what is wrong, `(None, None)` when nothing is.

    :param verification: the last one, an empty recordset before the first
    """
    found = status.read(cr)
    if found.trouble:
        return found.trouble, found.message if found.code else None
    if verification and verification.outcome != "proven":
        return "verification_failed", verification.reason
    if verification and now - verification.ended_at > MAX_UNVERIFIED:
        return "not_verified", None
    return None, None
