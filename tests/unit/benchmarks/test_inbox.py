from __future__ import annotations

import pytest

from benchmarks.measurements.inbox import Drained


def test_a_backlog_is_drained_at_the_speed_after_the_last_delivery() -> None:
    drained = Drained(accepted=4000, accepting=10, backlog=3000, emptied_after=15)
    assert drained.accepted_per_second == 400
    assert drained.drained_per_second == 600


@pytest.mark.parametrize(("backlog", "kept_pace"), [(0, True), (199, True), (200, False)])
def test_next_to_no_backlog_means_that_draining_kept_pace(backlog: int, kept_pace: bool) -> None:
    drained = Drained(accepted=4000, accepting=10, backlog=backlog, emptied_after=12)
    assert drained.kept_pace is kept_pace
    assert drained.drained_per_second == (400 if kept_pace else backlog / 2)
