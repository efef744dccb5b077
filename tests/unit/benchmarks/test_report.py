from __future__ import annotations

import json

import pytest

from benchmarks import report
from benchmarks.report import Section
from benchmarks.verdicts import Verdict, goal_at_least, goal_at_most, limit

KEPT, MISSED = limit("run/start", 0.499, 0.5), limit("sign", 0.2, 0.2)
GOAL_MISSED = goal_at_least("ratio", 1.9, 2.0, " times")


def section(*verdicts: Verdict) -> Section:
    return Section("Title", ["  a line"], {"p95": 0.1}, verdicts)


@pytest.mark.parametrize(
    ("verdict", "reached"),
    [
        (KEPT, True),
        (MISSED, False),
        (goal_at_most("ack", 0.2999, 0.3), True),
        (goal_at_most("ack", 0.3, 0.3), False),
        (goal_at_least("ratio", 2.0, 2.0, ""), True),
        (GOAL_MISSED, False),
    ],
)
def test_an_upper_bound_is_not_touched_and_a_lower_one_reached(
    verdict: Verdict, reached: bool
) -> None:
    assert verdict.reached is reached
    assert ("MISSED" in verdict.line()) is not reached


def test_a_line_names_figure_bound_and_unit() -> None:
    assert KEPT.line() == "  ✓ run/start: 499 ms (limit < 500 ms) reached"
    assert GOAL_MISSED.line() == "  ✗ ratio: 1.9 times (goal >= 2 times) MISSED"


@pytest.mark.parametrize(
    ("sections", "failures", "passed"),
    [
        ([section(KEPT)], {}, True),
        ([section(KEPT, GOAL_MISSED)], {}, True),
        ([section(KEPT), section(MISSED)], {}, False),
        ([section(KEPT)], {"run/start answered 500": 1}, False),
    ],
)
def test_limits_and_unexpected_answers_fail_goals_do_not(
    sections: list[Section], failures: dict[str, int], passed: bool
) -> None:
    assert report.passed(sections, failures) is passed
    assert report.as_json(sections, failures)["passed"] is passed


def test_the_summary_names_every_miss_and_every_unexpected_answer() -> None:
    text = "\n".join(report.summing_up([section(KEPT, MISSED, GOAL_MISSED)], {"sign: 500": 3}))
    assert text.index("✗ sign: 200 ms") < text.index("✗ ratio") < text.index("✗ sign: 500: 3 times")


def test_the_json_is_plain_and_carries_the_data() -> None:
    content = json.loads(json.dumps(report.as_json([section(KEPT)], {})))
    assert content["sections"] == {"Title": {"p95": 0.1}}
    assert content["verdicts"][0]["kind"] == "limit"
    assert content["verdicts"][0]["reached"] is True


def test_columns_are_aligned() -> None:
    assert report.table(["path", "ms"], [["a", "7"], ["longer", "123"]]) == [
        "  path     ms",
        "  a         7",
        "  longer  123",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.00123, "1.2"), (0.0099, "9.9"), (0.0123, "12"), (3.2, "3200")]
)
def test_milliseconds_have_the_digits_that_mean_something(seconds: float, text: str) -> None:
    assert report.milliseconds(seconds) == text
