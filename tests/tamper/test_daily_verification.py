"""What no round of the publisher looks at, the verification of each day finds (H1, H2, H6)."""

from __future__ import annotations

from tests.tamper.control_plane import ControlPlane

OLD = 20


def _last_entry(plane: ControlPlane, kind: str) -> int:
    query = "SELECT max(id) FROM azdev_ledger_entry WHERE kind = %s"
    return int(plane.dba.value(query, kind))


def _alarm(plane: ControlPlane) -> tuple[str, str]:
    query = """SELECT severity, evidence::jsonb ->> 'outcome' FROM azdev_exception
               WHERE kind = 'ledger_tampered' ORDER BY id DESC LIMIT 1"""
    [row] = plane.dba.run(query)
    return row


def test_nothing_was_done(plane: ControlPlane) -> None:
    assert plane.do("verify") == {"outcome": "proven", "findings": []}


def test_an_entry_deleted_before_it_got_its_place_and_its_waiting_row(plane: ControlPlane) -> None:
    """Nothing waits any more: the signature that names the entry tells of it."""
    plane.do("open_request")
    entry = _last_entry(plane, "approval.signed")
    plane.dba.kill("azdev_ledger_entry", f"id = {entry}")
    plane.dba.kill("azdev_ledger_pending", f"entry_id = {entry}")
    assert plane.publish() is None
    signature = plane.dba.value("SELECT max(id) FROM azdev_approval_signature")
    assert f"signature {signature} names entry {entry}, which is not in the log" in plane.findings()
    assert _alarm(plane) == ("critical", "tampered")


def test_an_entry_that_waits_for_its_place_no_more(plane: ControlPlane) -> None:
    plane.append()
    entry = _last_entry(plane, "run.event")
    plane.dba.kill("azdev_ledger_pending", f"entry_id = {entry}")
    assert plane.publish() is None
    assert plane.findings() == [
        f"entry {entry} (run.event) has no place in the log and waits for none"
    ]


def test_a_row_that_says_something_else_than_its_entry(plane: ControlPlane) -> None:
    entry = _last_entry(plane, "approval.signed")
    signature = plane.dba.value("SELECT max(id) FROM azdev_approval_signature")
    changed = f"CASE WHEN id = {signature} THEN 'technical' ELSE role END"
    plane.dba.rewrite("azdev_approval_signature", "role", changed)
    assert f"signature {signature} is not what its entry {entry} says" in plane.findings()


def test_a_byte_of_an_old_entry(plane: ControlPlane) -> None:
    changed = f"CASE WHEN id = {plane.dba.entry_at(OLD)} THEN entry || ' ' ELSE entry END"
    plane.dba.rewrite("azdev_ledger_entry", "entry", changed)
    first = plane.findings()[0]
    assert first == f"entry {OLD}: its bytes don't belong to its leaf hash in tile/0/000"


def test_an_old_entry_deleted(plane: ControlPlane) -> None:
    entry = plane.dba.entry_at(OLD)
    plane.dba.kill("azdev_ledger_entry", f"id = {entry}")
    findings = plane.findings()
    assert "the checkpoint covers tile/entries/000, and it is gone" in findings
    assert f"entry {entry} at place {OLD} of the log is gone" in findings
