# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Verifies the whole log in this database, and all evidence beside it.

What an auditor does with `ica-verify` from outside, done each day from inside, where the rows
beside the log can be compared, too. It reads one state of the database and blocks no writer.
"""

import time
from typing import NamedTuple

from ica_ledger.report import Outcome
from ica_ledger.verify_log import Demands, verify_log

from ..database.cursors import own_transaction
from . import checkpoints, database_source, evidence, keys, storage

LOCK = 7262002
PROGRESS_SECONDS = 2
MAX_FINDINGS = 100
TELL = """
    INSERT INTO azdev_ledger_verifying (began_at, done, total)
    VALUES (%(began_at)s, %(done)s, %(total)s)
    ON CONFLICT (only_row) DO UPDATE
    SET began_at = excluded.began_at, done = excluded.done, total = excluded.total
"""
RUNNING = """
    SELECT began_at, done, total FROM azdev_ledger_verifying WHERE EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


class Result(NamedTuple):
    """What a verification found."""

    log: storage.Log
    checkpoint_id: int
    size: int
    began_at: object
    outcome: str
    entries: int
    first_bad: int | None
    findings: list
    population: dict

    @property
    def reason(self):
        """Return the first finding, empty when there is none."""
        return self.findings[0] if self.findings else ""


class Running(NamedTuple):
    """How far a verification is that goes on now."""

    began_at: object
    done: int
    total: int


def create_table(cr):
    """Make the table of the one verification that goes on; for display only."""
    cr.execute(
        """CREATE TABLE IF NOT EXISTS azdev_ledger_verifying (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            began_at timestamp without time zone NOT NULL,
            done bigint NOT NULL,
            total bigint NOT NULL
        )"""
    )


def running(cr):
    """Return how far the verification is that goes on now, None when none does.

    Its lock tells: it ends with the worker, however that ends.
    """
    cr.execute(RUNNING, (LOCK,))
    row = cr.fetchone()
    return row and Running(*row)


def run(env, clock=time.monotonic):
    """Verify under the newest checkpoint; one at a time.

    :param env: environment; the work is done in a read-only transaction of its own
    :return: `Result`; None before the first checkpoint, or while another verification goes on
    """
    with own_transaction(env) as own:
        # one state of the database, whatever is written meanwhile
        own.cr.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        own.cr.execute(
            "SELECT pg_try_advisory_xact_lock(%s), clock_timestamp() AT TIME ZONE 'UTC'", (LOCK,)
        )
        free, began_at = own.cr.fetchone()
        if not free:
            return None
        return check(own.cr, began_at, _Progress(env, began_at, clock))


def check(cr, began_at, progress):
    """Verify what a transaction sees.

    :param cr: cursor
    :param progress: called with the number of entries done and of all
    """
    log = storage.current(cr)
    stored = log and checkpoints.newest(cr, log)
    known = log and keys.verifiers(cr, log)
    if not stored or not known:
        return None
    source = database_source.DatabaseSource(cr, log, stored)
    report = verify_log(source, known[-1], Demands(progress=progress))
    findings = [*_of_report(report, source), *evidence.compare(cr)][:MAX_FINDINGS]
    outcome = report.outcome
    if source.gone or (findings and outcome is Outcome.PROVEN):
        outcome = Outcome.TAMPERED
    return Result(
        log=log,
        checkpoint_id=stored.id,
        size=stored.size,
        began_at=began_at,
        outcome=outcome.name.lower(),
        entries=report.entries,
        first_bad=report.entry,
        findings=findings,
        population=dict(report.population),
    )


def _of_report(report, source):
    """Yield what the log itself shows, the reason of the outcome first."""
    if report.outcome is not Outcome.PROVEN:
        where = "" if report.entry is None else f"entry {report.entry}: "
        yield f"{where}{report.reason}"
    for path in source.gone:
        yield f"the checkpoint covers {path}, and it is gone"
    for finding in report.findings[1:]:
        yield str(finding)


class _Progress:
    """Tells now and then how far it is, in a transaction of its own."""

    def __init__(self, env, began_at, clock):
        self._env, self._began_at, self._clock = env, began_at, clock
        self._next = 0

    def __call__(self, done, total):
        if self._clock() < self._next:
            return
        self._next = self._clock() + PROGRESS_SECONDS
        with own_transaction(self._env) as own:
            own.cr.execute(TELL, {"began_at": self._began_at, "done": done, "total": total})
