"""Somebody makes entries disappear (threats H1, H2)."""

from __future__ import annotations

from tests.tamper.control_plane import Alarm, ControlPlane
from tests.tamper.dba import hash_again, place_again, placed

MIDDLE = 300


def _shorten(plane: ControlPlane, *places: int) -> None:
    """Delete what stands at some places, close the gaps and let all hashes fit."""
    with plane.dba.guards_off() as cursor:
        order = placed(cursor)
        gone = [order[place] for place in places]
        place_again(cursor, [entry for entry in order if entry not in gone])
        cursor.execute("DELETE FROM azdev_ledger_entry WHERE id = ANY(%s)", [gone])
        hash_again(cursor)


def test_an_entry_in_the_middle(plane: ControlPlane) -> None:
    """By surgery on the table's pages, which touches no guard."""
    plane.dba.kill("azdev_ledger_entry", f"id = {plane.dba.entry_at(MIDDLE)}")
    plane.append()
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("entry_changed", True)
    assert message == "Entries from 256 on are not those that the log was made of."
    verdict = plane.verify(at=plane.exported())
    assert verdict.code == 2
    assert "entry 256: entries 256 to 308 are signed for but missing" in verdict.text
    assert plane.verify().code == 0


def test_an_entry_in_the_middle_with_hashes_that_fit(plane: ControlPlane) -> None:
    _shorten(plane, MIDDLE)
    code, message, _ = plane.stopped()
    assert code == "log_is_shorter"
    assert "holds a checkpoint of 308 entries, the database has 307" in message


def test_an_entry_in_the_middle_and_another_one_at_the_end(plane: ControlPlane) -> None:
    _shorten(plane, MIDDLE)
    plane.append(count=2)
    plane.offline().publish()
    assert plane.stopped().code == "history_changed"


def test_the_tail(plane: ControlPlane) -> None:
    _shorten(plane, 305, 306, 307)
    assert plane.stopped().code == "log_is_shorter"
    assert plane.alarms() == [Alarm("ledger_tampered", "critical", "log_is_shorter")]


def test_the_tail_replaced_by_other_entries(plane: ControlPlane) -> None:
    _shorten(plane, 305, 306, 307)
    plane.append(count=3)
    plane.offline().publish()
    code, message, _ = plane.stopped()
    assert code == "history_changed"
    assert "history was rewritten, or this is another copy of the log (a fork)" in message


def test_an_entry_between_its_commit_and_its_place(plane: ControlPlane) -> None:
    plane.append()
    entry = plane.dba.value("SELECT max(id) FROM azdev_ledger_entry")
    plane.dba.kill("azdev_ledger_entry", f"id = {entry}")
    assert plane.stopped() == (
        "entry_vanished",
        f"Entry {entry} was recorded and is gone before it got its place in the log.",
        True,
    )
