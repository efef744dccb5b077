# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Work queues in our own tables: take rows for a while, so that a killed worker loses nothing."""

from odoo.tools import SQL

LEASE_SECONDS = 20


def take(cr, table, condition, limit):
    """Take due rows for `LEASE_SECONDS` and return their ids, oldest first.

    Rows that somebody else is taking are passed over. Whoever dies with a row in hand leaves it
    to the next taker once the lease is over. Commit before the work begins.

    :param cr: cursor
    :param str table: table with `tries` and `next_try_at`
    :param SQL condition: which rows wait
    :param int limit: at most so many
    """
    cr.execute(
        SQL(
            """UPDATE %(table)s SET tries = tries + 1, next_try_at = %(now)s + %(lease)s
               WHERE id IN (
                   SELECT id FROM %(table)s
                   WHERE %(condition)s AND next_try_at <= %(now)s
                   ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
               RETURNING id""",
            table=SQL.identifier(table),
            condition=condition,
            now=SQL("(clock_timestamp() AT TIME ZONE 'UTC')"),
            lease=SQL("%s * interval '1 second'", LEASE_SECONDS),
            limit=limit,
        )
    )
    return sorted(row[0] for row in cr.fetchall())


def in_seconds(seconds):
    """Return the SQL of the database's time so many seconds from now."""
    return SQL("(clock_timestamp() AT TIME ZONE 'UTC') + %s * interval '1 second'", seconds)


NOW = SQL("(clock_timestamp() AT TIME ZONE 'UTC')")
