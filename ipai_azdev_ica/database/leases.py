# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Work queues in our own tables: take rows for a while, so that a killed worker loses nothing."""

from odoo.tools import SQL

from .. import instance
from .cursors import own_transaction, read_committed

LEASE_SECONDS = 20
NOW = SQL("(clock_timestamp() AT TIME ZONE 'UTC')")


def take(records, condition, limit):
    """Take due rows of a model for `LEASE_SECONDS`, commit, and return them, oldest first.

    Rows that somebody else is taking are passed over. Whoever dies with a row in hand leaves it
    to the next taker once the lease is over.

    :param records: recordset of a model with `tries` and `next_try_at`
    :param SQL condition: which rows wait
    :param int limit: at most so many
    """
    with own_transaction(records.env) as own:
        # under Odoo's own isolation level two takers would fail instead of passing each other
        read_committed(own)
        if not instance.is_original(own.cr):
            return records.browse()
        own.cr.execute(
            SQL(
                """UPDATE %(table)s SET tries = tries + 1, next_try_at = %(now)s + %(lease)s
                   WHERE id IN (
                       SELECT id FROM %(table)s
                       WHERE %(condition)s AND next_try_at <= %(now)s
                       ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
                   RETURNING id""",
                table=SQL.identifier(records._table),
                condition=condition,
                now=NOW,
                lease=SQL("%s * interval '1 second'", LEASE_SECONDS),
                limit=limit,
            )
        )
        return records.browse(sorted(row[0] for row in own.cr.fetchall()))


def in_seconds(seconds):
    """Return the SQL of the database's time so many seconds from now."""
    return SQL("%s + %s * interval '1 second'", NOW, seconds)
