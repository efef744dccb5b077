# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the log is: when its last round was, what stopped it, how long entries wait.

For operators only; nothing is decided by it.
"""

from typing import NamedTuple

MAX_WAIT_SECONDS = 180
MAX_SILENCE_SECONDS = 3900


class Status(NamedTuple):
    """The log's condition; times in seconds, None where there is nothing to measure."""

    code: str | None
    message: str | None
    round_age: float | None
    waiting: int
    oldest_wait: float | None
    anchor_age: float | None

    @property
    def trouble(self):
        """Return the code of what is wrong, None when nothing is."""
        if self.code:
            return self.code
        if (self.oldest_wait or 0) > MAX_WAIT_SECONDS:
            return "entries_wait"
        if (self.anchor_age or 0) > MAX_SILENCE_SECONDS:
            return "not_anchored"
        return None


def read(cr):
    """Return the log's condition."""
    cr.execute(
        """SELECT round.code, round.message, extract(epoch FROM clock_timestamp() - round.at),
                  waiting.number, waiting.oldest, anchored.age
           FROM (SELECT count(*) AS number,
                        extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC'
                                           - min(recorded_at)) AS oldest
                 FROM azdev_ledger_pending pending
                 -- each by its id (OFFSET 0 keeps it so), never by reading all entries
                 CROSS JOIN LATERAL (SELECT recorded_at FROM azdev_ledger_entry
                                     WHERE id = pending.entry_id OFFSET 0) entry
                ) waiting,
                (SELECT extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC'
                                           - max(anchored_at)) AS age
                 FROM azdev_ledger_anchoring) anchored
           LEFT JOIN azdev_ledger_status round ON true"""
    )
    code, message, round_age, waiting, oldest, anchor_age = cr.fetchone()
    return Status(
        code, message, _seconds(round_age), waiting, _seconds(oldest), _seconds(anchor_age)
    )


def _seconds(interval):
    return None if interval is None else float(interval)


def record_round(cr, stopped):
    """Record that a round ended, and tell whether what stopped it is new.

    :param stopped: LedgerStoppedError, or None for a round that went well
    """
    code = stopped and stopped.code
    cr.execute("SELECT code FROM azdev_ledger_status")
    before = cr.fetchone()
    cr.execute(
        """INSERT INTO azdev_ledger_status (at, code, message)
           VALUES (clock_timestamp(), %s, %s)
           ON CONFLICT (only_row) DO UPDATE
           SET at = excluded.at, code = excluded.code, message = excluded.message""",
        (code, stopped and str(stopped)),
    )
    return bool(code) and code != (before and before[0])
