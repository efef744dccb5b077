"""No yes leaves before its decision is anchored: it could vanish afterwards (threat H2)."""

from __future__ import annotations

from tests.tamper.control_plane import ControlPlane

HOUR_AGO = "CASE WHEN true THEN anchored_at - interval '1 hour' ELSE anchored_at END"


def test_a_decision_is_anchored_first(plane: ControlPlane) -> None:
    entry = plane.do("approve")
    assert plane.heads()[-1] == 308
    assert plane.do("why_held_back", entry=entry) is None
    assert plane.heads()[-1] == plane.dba.size() > 308


def test_a_decision_that_vanished_before_it_got_its_place(plane: ControlPlane) -> None:
    entry = plane.do("approve")
    plane.dba.kill("azdev_ledger_entry", f"id = {entry}")
    reason = plane.do("why_held_back", entry=entry)
    assert reason == f"Entry {entry} was recorded and is gone before it got its place in the log."


def test_a_decision_that_vanished_with_its_waiting_row(plane: ControlPlane) -> None:
    entry = plane.do("approve")
    plane.dba.kill("azdev_ledger_entry", f"id = {entry}")
    plane.dba.kill("azdev_ledger_pending", f"entry_id = {entry}")
    reason = plane.do("why_held_back", entry=entry)
    assert reason == "the decision is not in a signed checkpoint of the ledger yet"


def test_a_log_whose_history_was_changed(plane: ControlPlane) -> None:
    plane.dba.rewrite("azdev_ledger_tile", "data", "set_byte(data, 0, 255 - get_byte(data, 0))")
    reason = plane.do("why_held_back", entry=plane.do("approve"))
    assert reason.startswith("The first 308 entries are not those that directory")


def test_an_anchor_that_is_out_of_reach_for_too_long(plane: ControlPlane) -> None:
    """A few minutes are lived with; then no yes leaves, although the decision is signed for."""
    offline = plane.offline()
    entry = offline.do("approve")
    assert offline.do("why_held_back", entry=entry) is None
    plane.dba.rewrite("azdev_ledger_anchoring", "anchored_at", HOUR_AGO)
    reason = offline.do("why_held_back", entry=entry)
    assert reason is not None
    assert reason.startswith("directory /nowhere is not there")
