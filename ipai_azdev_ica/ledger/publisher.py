# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One round of the log: order what waits, compare with the anchors, sign the head, anchor it."""

import logging
from datetime import UTC

import psycopg2.errors

from ica_ledger import Checkpoint

from .. import instance
from ..database import fingerprint
from ..database.cursors import own_transaction, read_committed
from . import (
    anchoring,
    anchors,
    checkpoints,
    heads,
    heartbeat,
    keys,
    recovery,
    sequencer,
    signing_key,
    status,
    storage,
)
from .trouble import LedgerStoppedError

_logger = logging.getLogger(__name__)

LOCK = 7262001
LOCK_WAIT = "10s"


def publish(env):
    """Do one round, alone, and return the trouble that stopped it, if any.

    Whoever comes meanwhile waits, and finds the work done. In a copy of the database nothing is
    signed and nothing is published.
    """
    try:
        with own_transaction(env) as own:
            if not instance.is_original(own.cr):
                return None
            _lock(own.cr)
            stopped = _round(env)
            _report(env, stopped)
            return stopped
    except psycopg2.errors.LockNotAvailable:
        _logger.warning("The ledger is busy; what waits is taken by the next round.")
    return None


def held_back(env, entry_id):
    """Return why a yes may not be told yet, after a round of the log where one is needed.

    :param int entry_id: the decision's ledger entry
    :return: the reason, None when the yes may leave
    """
    reason = _why_not_told(env, entry_id)
    if reason:
        stopped = publish(env)
        reason = _why_not_told(env, entry_id)
        if reason and stopped:
            reason = str(stopped)
    return reason


def _why_not_told(env, entry_id):
    with own_transaction(env) as own:
        return checkpoints.why_not_told(own.cr, entry_id)


def _lock(cr):
    """Hold the lock of the log until this transaction ends, however it ends."""
    cr.execute("SELECT set_config('lock_timeout', %s, true)", (LOCK_WAIT,))
    cr.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,), log_exceptions=False)


def _report(env, stopped):
    """Keep for operators how the round went; trouble that is new is a control exception."""
    with own_transaction(env) as own:
        if not status.record_round(own.cr, stopped):
            return
        _logger.warning("The ledger is in trouble (%s): %s", stopped.code, stopped)
        own["azdev.exception"]._open(
            "ledger_tampered" if stopped.tampered else "ledger_stopped",
            own["azdev.connection"],
            {"code": stopped.code, "message": str(stopped), **stopped.evidence},
            severity="critical" if stopped.tampered else "high",
        )


def _round(env):
    try:
        places = anchors.configured()
        _prepare(env, places)
        recovery.carry_out(env, places)
        found = _check_heads(env, places)
        while _sequence(env) == sequencer.BATCH:
            pass
        _publish_head(env, found)
        _check_guards(env)
    except LedgerStoppedError as stopped:
        return stopped
    return None


def _check_guards(env):
    """Raise when a guard of the database was changed; the head was signed nevertheless, so that
    what was done meanwhile can't be taken back unseen."""
    with own_transaction(env) as own:
        difference = fingerprint.check(own.cr)
    if difference:
        raise LedgerStoppedError("guards_changed", difference, tampered=True)


def _prepare(env, places):
    """Write the log's own entries that are due: its beginning, a change of key, a heartbeat."""
    with own_transaction(env) as own:
        log = storage.current(own.cr) or keys.begin(own, places)
        exchange = keys.rotate(own, log)
        heartbeat.beat(own, log)
    if exchange:
        signing_key.take_next()


def _check_heads(env, places):
    """Return the heads of the anchors that answer; the database continues each of them.

    Before anything new gets a place: a log that lost its end must not grow another one.
    """
    with own_transaction(env) as own:
        log = storage.current(own.cr)
        found, silent = heads.read(own.cr, log, places)
        heads.check(own.cr, log, found)
        if not found:
            _check_fresh(own.cr, log, silent)
    return found


def _publish_head(env, found):
    with own_transaction(env) as own:
        log = storage.current(own.cr)
        stored = _signed(own.cr, log, found)
    for head in found:
        anchoring.anchor(env, log, stored, head)


def _sequence(env):
    with own_transaction(env) as own:
        # each statement sees what was committed before it, not before the transaction
        read_committed(own)
        return sequencer.sequence(own.cr, storage.current(own.cr))


def _check_fresh(cr, log, silent):
    """Go on for a while without an anchor; then sign nothing."""
    age = checkpoints.anchor_age(cr, log)
    if age is None or age > checkpoints.MAX_ANCHOR_AGE_SECONDS:
        raise LedgerStoppedError(
            "anchor_unavailable", "; ".join(str(trouble) for trouble in silent)
        )


def _signed(cr, log, found):
    """Return the checkpoint of the whole log, signed now unless it was before."""
    stored = checkpoints.newest(cr, log)
    newest = max(found, key=lambda head: head.size, default=None)
    if newest and newest.size == log.size and newest.note:
        # published before, and perhaps not remembered: a crash came between
        return checkpoints.store(cr, log, newest.note)
    if stored and stored.size == log.size:
        return stored
    signer = keys.signer(cr, log)
    cr.execute("SELECT clock_timestamp()")
    now = cr.fetchone()[0].astimezone(UTC)
    root = heads.root_at(cr, log, log.size)
    head = Checkpoint.at(log.origin, log.size, root, now)
    return checkpoints.store(cr, log, head.signed_by(signer).decode())
