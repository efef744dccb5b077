# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A published log inside a test's own transaction; the publisher itself commits."""

import uuid
from datetime import UTC, datetime
from types import SimpleNamespace

from odoo.tools import SQL

from ica_ledger import Checkpoint, Signer

from ..ledger import checkpoints, heads, sequencer, storage, verification


def make_log(env):
    """Begin a log with all waiting entries and a signed, anchored head.

    :return: model name -> id of the newest row, for every model of the log
    """
    cr = env.cr
    log = storage.begin(cr, f"azdev-ica/{uuid.uuid4().hex}")
    sequencer.sequence(cr, log)
    log = storage.current(cr)
    signer = Signer.generate(log.origin)
    cr.execute(
        "INSERT INTO azdev_ledger_key (log_id, verifier) VALUES (%s, %s)",
        (log.id, str(signer.verifier)),
    )
    root = heads.root_at(cr, log, log.size)
    head = Checkpoint.at(log.origin, log.size, root, datetime.now(UTC))
    stored = checkpoints.store(cr, log, head.signed_by(signer).decode())
    checkpoints.remember_anchoring(cr, stored, SimpleNamespace(name="a place"))
    _propose_recovery(env)
    env["azdev.ledger.verification"]._record(verified(env))
    models = ("log", "leaf", "tile", "key", "checkpoint", "anchoring", "recovery", "verification")
    return {f"azdev.ledger.{name}": _newest(env, f"azdev.ledger.{name}") for name in models}


def verified(env):
    """Verify the log and all evidence as this transaction sees them."""
    return verification.check(env.cr, datetime(2026, 1, 27), lambda done, total: None)


def _propose_recovery(env):
    entry = env["azdev.ledger.entry"]._append(
        "ledger.recovery_proposed", "recovery:1", {"way": "put_back"}, {"reason": "a loss"}
    )
    env.cr.execute("UPDATE azdev_ledger_recovery SET state = 'cancelled' WHERE state = 'proposed'")
    env["azdev.ledger.recovery"]._insert(
        {
            "way": "put_back",
            "reason": "a loss",
            "state": "proposed",
            "proposed_by": env.uid,
            "proposed_at": entry.recorded_at,
            "entry_id": entry.id,
        }
    )


def _newest(env, model):
    table = SQL.identifier(env[model]._table)
    [(newest,)] = env.execute_query(SQL("SELECT max(id) FROM %s", table))
    return newest
