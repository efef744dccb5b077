"""An old backup or a clone goes on with the log; the anchor is somewhere else (H1, H4)."""

from __future__ import annotations

from pathlib import Path

from tests.support.polling import until
from tests.tamper.control_plane import Alarm, ControlPlane


def _gone_on(plane: ControlPlane, count: int = 5) -> None:
    plane.append(count=count)
    assert plane.publish() is None


def test_yesterdays_backup(plane: ControlPlane) -> None:
    """What the database remembers of its last anchoring is of yesterday, too, and in order."""
    plane.copied("yesterday")
    _gone_on(plane)
    plane.replaced_by("yesterday")
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("log_is_shorter", True)
    assert "holds a checkpoint of 313 entries, the database has 308" in message
    assert "an old backup was restored" in message
    assert plane.alarms() == [Alarm("ledger_tampered", "critical", "log_is_shorter")]


def test_yesterdays_backup_that_goes_on_for_longer(plane: ControlPlane) -> None:
    plane.copied("yesterday")
    _gone_on(plane)
    plane.replaced_by("yesterday")
    _gone_on(plane.offline(), 9)
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("history_changed", True)
    assert message.startswith("The first 313 entries are not those that directory")
    assert plane.heads()[-1] == 313


def test_a_sink_that_is_redirected(plane: ControlPlane, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    redirected = plane.copied("redirected", azdev_anchors=elsewhere.as_uri())
    redirected.append()
    code, message, tampered = redirected.stopped()
    assert (code, tampered) == ("anchor_redirected", True)
    assert message.startswith("The log was anchored before, but no configured anchor holds it.")
    assert list(elsewhere.iterdir()) == []


def test_a_sink_that_is_gone(plane: ControlPlane) -> None:
    """A few minutes without an anchor are lived with; the yes stops then, and the signing."""
    gone = plane.offline()
    _gone_on(gone, 1)
    later = "CASE WHEN true THEN anchored_at - interval '1 hour' ELSE anchored_at END"
    gone.dba.rewrite("azdev_ledger_anchoring", "anchored_at", later)
    gone.append()
    code, message, tampered = gone.stopped()
    assert (code, tampered) == ("anchor_unavailable", False)
    assert (
        message
        == "directory /nowhere is not there; mount it, or make it and give it to this account"
    )


def test_a_clone_with_the_same_key_behind_the_original(plane: ControlPlane) -> None:
    clone = plane.copied("clone")
    _gone_on(plane)
    _gone_on(clone.offline(), 7)
    code, message, tampered = clone.stopped()
    assert (code, tampered) == ("history_changed", True)
    assert "this is another copy of the log (a fork)" in message
    assert plane.publish() is None


def _at_the_same_moment(plane: ControlPlane, marks: Path, count: int) -> ControlPlane:
    """Let a clone read the same head as the original, which publishes one entry meanwhile."""
    clone = plane.copied("clone")
    clone.append(count=count)
    act = clone.start("publish", at="first", then="wait", marks=str(marks))
    until(marks.with_suffix(".waits").exists, "the clone to have read the head")
    _gone_on(plane, 1)
    marks.with_suffix(".go").touch()
    stopped = act.answer()
    if count == 1:
        assert stopped["code"] == "fork"
        assert "two copies of the log are being published" in stopped["message"]
    else:
        assert stopped is None
    return clone


def test_a_clone_at_the_same_moment(plane: ControlPlane, tmp_path: Path) -> None:
    """Both read the same head; the second one to write finds the place taken."""
    clone = _at_the_same_moment(plane, tmp_path / "clone", count=1)
    assert clone.alarms() == [Alarm("ledger_tampered", "critical", "fork")]
    assert plane.publish() is None
    assert plane.verify().code == 0


def test_a_clone_at_the_same_moment_with_more_entries(plane: ControlPlane, tmp_path: Path) -> None:
    """Their files have other names, so that both succeed: the next round finds it."""
    _at_the_same_moment(plane, tmp_path / "clone", count=3)
    assert plane.stopped().code == "log_is_shorter"
    _gone_on(plane.offline(), 3)
    assert plane.stopped().code == "history_changed"


def test_a_clone_on_another_machine_signs_nothing(plane: ControlPlane, tmp_path: Path) -> None:
    """The instance's id lies in a file; a copy of the database without it is only a copy."""
    (tmp_path / "instance-id").write_text("11111111-2222-4333-8444-555555555555\n")
    clone = plane.copied("clone", azdev_instance_file=str(tmp_path / "instance-id"))
    clone.append()
    assert clone.publish() is None
    assert clone.dba.size() == 308
    assert clone.heads()[-1] == 308
