from __future__ import annotations

import pytest

from demo.expectations import DemoFailed, eventually, expect, expect_equal


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def time():
    return Time()


def wait(time, read, **options):
    return eventually("it holds", read, clock=lambda: time.now, sleep=time.sleep, **options)


def test_what_holds_passes_and_what_does_not_names_the_claim():
    expect(1, "one is true")
    with pytest.raises(DemoFailed, match="zero is true"):
        expect(0, "zero is true")


def test_unequal_values_are_both_named():
    expect_equal("a", "a", "letters")
    with pytest.raises(DemoFailed, match="letters: expected 'b', found 'a'"):
        expect_equal("a", "b", "letters")


def test_the_first_true_answer_is_returned(time):
    answers = iter((None, [], "there"))
    assert wait(time, lambda: next(answers)) == "there"


def test_an_answer_that_never_comes_fails_with_the_last_one(time):
    with pytest.raises(DemoFailed, match=r"not within 5 s: it holds \(last answer: 0\)"):
        wait(time, lambda: 0, timeout=5)
    assert 5 <= time.now < 6


def test_a_long_wait_is_told_once(time):
    told = []
    wait(time, lambda: time.now > 20, impatient=told.append)
    assert told == ["it holds"]


def test_a_short_wait_is_not_told(time):
    told = []
    wait(time, lambda: time.now > 1, impatient=told.append)
    assert told == []
