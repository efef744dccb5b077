# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Carries out what two people decided after a loss: put lost entries back, or begin anew."""

from ..database.cursors import own_transaction
from . import heads, keys, reimport, storage
from .trouble import LedgerStoppedError

APPROVED = """
    SELECT id, way FROM azdev_ledger_recovery WHERE state = 'approved' ORDER BY id LIMIT 1
"""


def carry_out(env, places):
    """Carry out an approved recovery, if there is one.

    :raise LedgerStoppedError: when it can't be done; the recovery is then marked as failed
    """
    with own_transaction(env) as own:
        own.cr.execute(APPROVED)
        row = own.cr.fetchone()
    if not row:
        return
    recovery_id, way = row
    try:
        with own_transaction(env) as own:
            recovery = own["azdev.ledger.recovery"].browse(recovery_id)
            recovery._record_done(**WAYS[way](own, places, recovery))
    except LedgerStoppedError as stopped:
        with own_transaction(env) as own:
            own["azdev.ledger.recovery"].browse(recovery_id)._record_failed(stopped)
        raise


def _put_back(env, places, _recovery):
    """Put back the entries that the furthest anchor holds and the database lost."""
    log = storage.current(env.cr)
    found, silent = heads.read(env.cr, log, places)
    furthest = max(found, key=lambda head: head.size, default=None)
    if not furthest or silent:
        raise LedgerStoppedError(
            "recovery_failed",
            "Each anchor must answer before lost entries are put back: "
            + ("; ".join(str(trouble) for trouble in silent) or "none holds a checkpoint"),
        )
    return reimport.put_back(env.cr, log, furthest)


def _begin_anew(env, places, recovery):
    """Begin a log of a new name; its first entry names the old one's last known head."""
    old = storage.current(env.cr)
    found, _silent = heads.read(env.cr, old, places)
    furthest = max(found, key=lambda head: head.size, default=None)
    return keys.bridge(env, old, furthest, recovery.reason)


WAYS = {"put_back": _put_back, "begin_anew": _begin_anew}
