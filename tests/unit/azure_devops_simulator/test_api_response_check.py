"""Invoke REST API check in ApiResponse mode: asked again by interval until it passes."""

from __future__ import annotations

import json

import pytest

from demo.azure_devops.criteria import Unsupported, met
from demo.azure_devops.world import Reply

MINUTE = 60


def outcome(run) -> tuple[str, str | None]:
    return run.stage("Production").current.state, run.stage("Production").current.result


def says(status: str, code: int = 200) -> Reply:
    return Reply(code, json.dumps({"status": status}).encode())


def test_empty_criteria_pass_on_any_2xx(play, protected) -> None:
    play.check(callback=False)
    run = play.queue(stages=protected)
    play.advance(5)
    assert outcome(run) == ("completed", "succeeded")


def test_without_an_interval_a_refusal_is_final(play, protected) -> None:
    play.odoo = lambda call: 409
    play.check(callback=False)
    run = play.queue(stages=protected)
    assert outcome(run) == ("completed", "failed")


def test_with_an_interval_it_asks_again_with_the_same_ids(play, protected) -> None:
    answers = iter([409, 409, 200])
    play.odoo = lambda call: next(answers)
    play.check(callback=False, retry_interval=6, timeout=60)
    run = play.queue(stages=protected)
    play.advance(11 * MINUTE)
    assert outcome(run) == ("waiting", None)
    play.advance(2 * MINUTE)
    assert outcome(run) == ("completed", "succeeded")
    assert len({call.headers["PlanId"] for call in play.calls("check")}) == 1


def test_criteria_have_to_be_met(play, protected) -> None:
    answers = iter([says("pending"), says("APPROVED")])
    play.odoo = lambda call: next(answers)
    criteria = "eq(root['status'], 'approved')"
    play.check(callback=False, retry_interval=6, timeout=60, success_criteria=criteria)
    run = play.queue(stages=protected)
    assert outcome(run) == ("waiting", None)
    play.advance(6 * MINUTE + 5)
    assert outcome(run) == ("completed", "succeeded")


def test_it_gives_up_at_the_timeout(play, protected) -> None:
    play.odoo = lambda call: 409
    play.check(callback=False, retry_interval=6, timeout=60)
    run = play.queue(stages=protected)
    play.advance(60 * MINUTE + 1)
    assert outcome(run) == ("completed", "skipped")
    assert len(play.calls("check")) == 10


def test_more_than_ten_intervals_in_the_timeout_are_not_compliant(play, protected) -> None:
    play.check(callback=False, retry_interval=5, timeout=60)
    run = play.queue(stages=protected)
    assert outcome(run) == ("completed", "failed")
    assert play.calls("check") == []


def test_a_completed_task_says_nothing_to_a_synchronous_check(play, protected) -> None:
    play.odoo = lambda call: 409
    play.check(callback=False, retry_interval=6, timeout=60)
    run = play.queue(stages=protected)
    assert play.complete_task(run, "succeeded").status == 204
    assert outcome(run) == ("waiting", None)


ROOT = {"status": "ok", "n": 3, "items": [1, 2], "nested": {"a": [{"b": "x"}]}, "none": None}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("eq(root['status'],'ok')", True),
        ("eq(root['status'],'OK')", True),
        ("ne(root['status'],'ok')", False),
        ("ge(count(root['items']), 2)", True),
        ("and(eq(root['n'],3), lt(root['n'],4))", True),
        ("or(gt(root['n'],3), not(eq(root['n'],3)))", False),
        ("eq(root['nested']['a'][0]['b'], 'x')", True),
        ("isNullOrEmpty(root['none'])", True),
        ("isNullOrEmpty(root['absent']['deeper'])", True),
        ("gt(root['status'], 1)", False),
    ],
)
def test_criteria(expression, expected) -> None:
    assert met(expression, Reply(200, json.dumps(ROOT).encode())) is expected


@pytest.mark.parametrize(
    "expression", ["jsonpath('x')", "eq(root['a'],'b') x", "eq(root['a'", "a;b"]
)
def test_what_is_not_simulated_is_said(expression) -> None:
    with pytest.raises(Unsupported):
        met(expression, Reply(200, b"{}"))


def test_an_answer_that_is_no_json_meets_nothing() -> None:
    assert not met("eq(root['status'],'ok')", Reply(200, b"<html>"))
