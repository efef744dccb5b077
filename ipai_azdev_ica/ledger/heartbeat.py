# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An entry at least each hour, so that silence can be told from a log that was stopped."""

from ..database import fingerprint
from . import status

HOURLY = """
    INSERT INTO azdev_ledger_status (at, beat_at) VALUES (clock_timestamp(), clock_timestamp())
    ON CONFLICT (only_row) DO UPDATE SET beat_at = excluded.beat_at
    WHERE azdev_ledger_status.beat_at IS NULL
       OR azdev_ledger_status.beat_at < clock_timestamp() - interval '1 hour'
    RETURNING 1
"""
GATES = """
    SELECT count(*) FILTER (WHERE verified_at IS NOT NULL),
           count(*) FILTER (WHERE verified_at IS NULL)
    FROM azdev_gate
"""


def beat(env, log):
    """Record the log's and the gates' condition unless the last time was within the hour."""
    env.cr.execute(HOURLY)
    if not env.cr.fetchone():
        return
    env.cr.execute(GATES)
    verified, unverified = env.cr.fetchone()
    env["azdev.ledger.entry"]._append(
        "ledger.heartbeat",
        log.subject,
        {
            "entries": log.size,
            "guards": fingerprint.fingerprint(env.cr).definitions,
            "guards_intact": fingerprint.check(env.cr) is None,
            "oldest_waiting_seconds": int(status.read(env.cr).oldest_wait or 0),
            "gates_verified": verified,
            "gates_unverified": unverified,
        },
    )
