"""Somebody switches a guard off, replaces it, or lets the rounds stop (threats H5, H6)."""

from __future__ import annotations

import pytest

from tests.support.polling import until
from tests.tamper.control_plane import Alarm, ControlPlane

OFF = "ALTER TABLE azdev_ledger_entry DISABLE TRIGGER azdev_insert_only"
ON = "ALTER TABLE azdev_ledger_entry ENABLE ALWAYS TRIGGER azdev_insert_only"
GONE = "DROP TRIGGER azdev_floor ON azdev_callback"
REWRITTEN = "ALTER TABLE azdev_ledger_entry ALTER entry TYPE text USING entry || ''"
INHERITED = """
    CREATE TABLE more_signatures (LIKE azdev_approval_signature);
    ALTER TABLE more_signatures INHERIT azdev_approval_signature
"""
NO_MORE = "ALTER TABLE more_signatures NO INHERIT azdev_approval_signature"
MAINTENANCE = (
    "VACUUM (ANALYZE, FREEZE)",
    "REINDEX TABLE azdev_ledger_entry",
    "CREATE INDEX ON azdev_ledger_entry (recorded_at)",
)
SAYS_YES = """
    CREATE OR REPLACE FUNCTION azdev_callback_floor() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RETURN NEW; END'
"""


ALTERED = "was altered, and its rows perhaps with it"
CASES = {
    "off": (OFF, "trigger azdev_insert_only of azdev_ledger_entry was changed or switched off."),
    "off and on again": (
        f"{OFF}; {ON}",
        "trigger azdev_insert_only of azdev_ledger_entry was off or replaced for a while.",
    ),
    "dropped": (GONE, "trigger azdev_floor of azdev_callback is gone."),
    "function replaced": (
        SAYS_YES,
        "function azdev_callback_floor() was changed or switched off.",
    ),
    "passed by, rewriting the table": (
        REWRITTEN,
        f"column entry of azdev_ledger_entry {ALTERED}; table azdev_ledger_entry {ALTERED}.",
    ),
    "passed by, inheriting rows": (INHERITED, "table azdev_approval_signature was changed."),
    "passed by, inheriting rows for a while": (
        f"{INHERITED}; {NO_MORE}",
        f"table azdev_approval_signature {ALTERED}.",
    ),
}


@pytest.mark.parametrize(("statement", "message"), CASES.values(), ids=CASES.keys())
def test_a_trigger(plane: ControlPlane, statement: str, message: str) -> None:
    plane.dba.run(statement)
    plane.append()
    assert plane.stopped() == ("guards_changed", message, True)
    assert plane.alarms() == [Alarm("ledger_tampered", "critical", "guards_changed")]


def test_a_record_of_the_guards_that_was_adapted(plane: ControlPlane) -> None:
    """Whoever hides that a guard was off has to change the ledger's entry as well."""
    plane.dba.run(f"{OFF}; {ON}")
    plane.dba.rewrite("azdev_guards", "generation", "'sha256:' || repeat('0', 64)")
    code, message, _ = plane.stopped()
    assert code == "guards_changed"
    assert message == "The guards were recorded otherwise than their ledger entry says."


def test_ordinary_maintenance_is_no_alarm(plane: ControlPlane) -> None:
    plane.dba.maintain(*MAINTENANCE)
    plane.append()
    assert plane.publish() is None


def test_what_was_written_while_a_guard_was_off_is_in_the_log(plane: ControlPlane) -> None:
    """The head is signed all the same, so that nobody can take it back; the alarm is in it, too."""
    plane.dba.run(OFF)
    plane.append()
    plane.stopped()
    assert plane.heads()[-1] == 309
    plane.stopped()
    assert plane.heads()[-1] == 310
    assert len(plane.alarms()) == 1
    verdict = plane.verify()
    assert (verdict.code, "1 exceptions" in verdict.text) == (0, True)


def test_rounds_that_were_switched_off(plane: ControlPlane) -> None:
    """Nothing in the database tells; whoever watches from outside finds the log out of date."""
    assert plane.verify("--max-age", "2h").code == 0

    def out_of_date() -> bool:
        verdict = plane.verify("--max-age", "1s")
        return (
            verdict.code == 2 and "the log is out of date: its newest entry is of" in verdict.text
        )

    until(out_of_date, "the newest entry to be a second old")
