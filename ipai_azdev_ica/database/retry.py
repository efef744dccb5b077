# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Own retry of a transaction that lost a race.

Odoo's own retry sleeps up to two seconds inside the worker before the second try, which makes
every client behind it wait too. A lost race here needs no waiting: the winner has committed.
"""

import psycopg2.errors

from .cursors import own_transaction

TRIES = 3

LOST_RACE = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.UniqueViolation,
)


def retried(env, work):
    """Call `work` until it loses no race, each time with a fresh snapshot.

    The transaction is rolled back between the tries, so nothing worth keeping may have been
    written before; call it as the first database work of a request.

    :param env: environment whose cursor `work` uses
    :param work: callable without arguments
    :raise: what `work` raises; a lost race only after three tries
    """
    for remaining in reversed(range(TRIES)):
        try:
            result = work()
            env.cr.flush()
            return result
        except LOST_RACE:
            if not remaining:
                raise
            env.cr.rollback()
            env.transaction.reset()
    raise AssertionError("unreachable")


def committed(env, work):
    """Call `work` with an environment of its own until it loses no race, and commit what it did.

    :param env: environment of the caller; its own transaction is not touched
    :param work: callable that takes an environment
    :raise: what `work` raises; a lost race only after three tries
    """
    for remaining in reversed(range(TRIES)):
        try:
            with own_transaction(env) as own:
                return work(own)
        except LOST_RACE:
            if not remaining:
                raise
    raise AssertionError("unreachable")
