# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Work queues in our own tables: take rows for a while, so that a killed worker loses nothing."""

from odoo.tools import SQL

from .. import instance, jobs
from .cursors import own_transaction, read_committed

LEASE_SECONDS = 20
NOW = SQL("(clock_timestamp() AT TIME ZONE 'UTC')")


def take(records, condition, limit, rescue):
    """Take due rows of a model for `LEASE_SECONDS`, commit, and return them, oldest first.

    Rows that somebody else is taking are passed over. Whoever dies with a row in hand leaves it
    to the next taker: a job looks once the lease is over, and a cron every minute.

    :param records: recordset of a model with `tries` and `next_try_at`
    :param SQL condition: which rows wait
    :param int limit: at most so many
    :param str rescue: name of the method that takes up what is due
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
        taken = records.browse(sorted(row[0] for row in own.cr.fetchall()))
        if taken:
            _look_again(own, records, rescue)
        return taken


def drain(records, condition, limit, rescue, work):
    """Take rows and call `work` with them until none is due; look again while some still wait.

    :param work: callable that takes a recordset
    """
    while taken := take(records, condition, limit, rescue):
        work(taken)
    with own_transaction(records.env) as own:
        waiting = SQL(
            "SELECT 1 FROM %s WHERE %s LIMIT 1", SQL.identifier(records._table), condition
        )
        if own.execute_query(waiting):
            _look_again(own, records, rescue)


def _look_again(own, records, rescue):
    jobs.enqueue(
        own[records._name],
        rescue,
        eta=LEASE_SECONDS + 1,
        identity_key=f"azdev-rescue-{records._name}{rescue}",
    )


def in_seconds(seconds):
    """Return the SQL of the database's time so many seconds from now."""
    return SQL("%s + %s * interval '1 second'", NOW, seconds)
