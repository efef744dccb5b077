from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from demo.expectations import DemoFailed, expect
from demo.narrator import Narrator
from demo.scenario import steps


@pytest.fixture
def world():
    return SimpleNamespace(narrator=Narrator(io.StringIO()), played=[])


@pytest.fixture
def three(monkeypatch):
    """Three steps that only note that they were played."""
    made = tuple(
        steps.Step(
            number, f"Step {number}", lambda world, number=number: world.played.append(number)
        )
        for number in (1, 2, 3)
    )
    monkeypatch.setattr(steps, "STEPS", made)
    monkeypatch.setattr(steps.endings, "open_unsigned", lambda world: world.played.append("ahead"))


def test_there_are_twelve_steps_in_order():
    assert [step.number for step in steps.STEPS] == list(range(1, 13))


def test_all_are_played_and_the_unsigned_request_is_opened_first(world, three):
    steps.play(world)
    assert world.played == ["ahead", 1, 2, 3]


def test_some_can_be_chosen(world, three):
    steps.play(world, only=[2])
    assert world.played == [2]


def test_a_claim_that_does_not_hold_names_its_step(world, monkeypatch):
    def play(_world):
        expect(False, "the stage waits")

    monkeypatch.setattr(steps, "STEPS", (steps.Step(1, "Approved", play),))
    with pytest.raises(DemoFailed, match="step 1, Approved: the stage waits"):
        steps.play(world)
