"""Timers fire in the order of their due time, on a clock that can be moved, frozen and stored."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from demo.azure_devops.scheduler import ClockState, Scheduler, TimerState
from demo.azure_devops.store import decode


def scheduler(real: list[float] | None = None) -> tuple[Scheduler, list[tuple[float, str]]]:
    time = real or [1000.0]
    made = Scheduler(lambda: time[0], ClockState(), TimerState())
    fired: list[tuple[float, str]] = []
    made.handle("note", lambda name: fired.append((made.now, name)))
    return made, fired


def test_each_timer_fires_at_its_own_time_while_time_is_advanced() -> None:
    made, fired = scheduler()
    made.after(30, "note", name="late")
    made.after(10, "note", name="early")
    made.advance(60)
    assert [(round(at), name) for at, name in fired] == [(1010, "early"), (1030, "late")]
    assert round(made.now) == 1060


def test_a_timer_set_by_a_timer_fires_in_the_same_advance() -> None:
    made, fired = scheduler()
    made.handle("chain", lambda: made.after(5, "note", name="chained"))
    made.after(10, "chain")
    made.advance(15)
    assert [(round(at), name) for at, name in fired] == [(1015, "chained")]


def test_timers_due_at_the_same_time_fire_in_the_order_they_were_set() -> None:
    made, fired = scheduler()
    for name in "abc":
        made.after(1, "note", name=name)
    made.advance(1)
    assert [name for _, name in fired] == ["a", "b", "c"]


def test_time_runs_with_real_time_and_stands_still_when_frozen() -> None:
    real = [1000.0]
    made, _ = scheduler(real)
    made.freeze()
    real[0] += 50
    assert made.now == 1000
    made.unfreeze()
    real[0] += 5
    assert made.now == 1005


def test_frozen_time_moves_only_by_advance() -> None:
    made, fired = scheduler()
    made.freeze()
    made.after(10, "note", name="x")
    assert made.seconds_to_next() is None
    made.advance(9)
    assert fired == []
    made.advance(1)
    assert fired == [(1010.0, "x")]


def test_timers_survive_being_stored() -> None:
    state = TimerState()
    Scheduler(lambda: 0.0, ClockState(), state).after(7, "note", name="stored")
    again = decode(TimerState, dataclasses.asdict(state))
    made = Scheduler(lambda: 0.0, ClockState(), again)
    fired: list[str] = []
    made.handle("note", lambda name: fired.append(name))
    made.advance(7)
    assert fired == ["stored"]


@given(st.lists(st.integers(0, 1000), max_size=30), st.lists(st.integers(0, 300), max_size=10))
def test_the_order_does_not_depend_on_how_time_is_cut(dues: list[int], cuts: list[int]) -> None:
    made, fired = scheduler()
    made.freeze()
    for number, due in enumerate(dues):
        made.after(due, "note", name=str(number))
    for cut in [*cuts, 1000]:
        made.advance(cut)
    expected = [str(n) for n, _ in sorted(enumerate(dues), key=lambda item: (item[1], item[0]))]
    assert [name for _, name in fired] == expected
