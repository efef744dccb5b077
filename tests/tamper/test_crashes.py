"""The publisher is killed in the middle of a round: the next one goes on (threat H1)."""

from __future__ import annotations

import pytest

from tests.tamper.control_plane import ControlPlane


@pytest.mark.parametrize("at", ["first", "before", "after"])
@pytest.mark.parametrize("more", [0, 4])
def test_the_next_round_goes_on(plane: ControlPlane, at: str, more: int) -> None:
    """Killed before anything is in the anchor, before the checkpoint is, before it is known."""
    plane.append(count=2)
    assert plane.start("publish", at=at, then="die").was_killed()
    assert plane.heads()[-1] == (310 if at == "after" else 308)
    if more:
        plane.append(count=more)
    assert plane.publish() is None
    assert plane.heads()[-1] == 310 + more
    assert plane.alarms() == []
    verdict = plane.verify("--max-age", "2h")
    assert verdict.code == 0, verdict.text
    remembered = plane.dba.value(
        "SELECT max(size) FROM azdev_ledger_anchoring JOIN azdev_ledger_checkpoint checkpoint"
        " ON checkpoint.id = checkpoint_id"
    )
    assert remembered == 310 + more


def test_a_change_of_the_key(plane: ControlPlane) -> None:
    """Killed when the entry is written and the files are not exchanged yet, or half of it."""
    following = plane.key.with_name(f"{plane.key.name}.next")
    following.touch()
    assert plane.start("publish", at="exchange", then="die").was_killed()
    assert plane.publish() is None
    assert not following.exists()
    plane.append()
    assert plane.publish() is None
    assert plane.verify().code == 0
