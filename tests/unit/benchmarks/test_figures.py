from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import in_turns, median_ratio, percentile, summary, typical_percentile

SECONDS = st.lists(st.floats(0.001, 1000), min_size=1, max_size=200)
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (0.999, 100), (1, 100)]
)
def test_a_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    assert percentile(range(1, 101), share) == expected


@given(SECONDS, SHARES)
def test_a_percentile_was_measured_and_covers_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    covered = sum(value <= found for value in values) / len(values)
    assert covered >= share - 1e-9


@given(SECONDS, SHARES, SHARES)
def test_percentiles_rise_with_their_share(values: list[float], one: float, two: float) -> None:
    low, high = sorted([one, two])
    assert percentile(values, low) <= percentile(values, high)


@given(SECONDS)
def test_the_order_of_the_values_does_not_matter(values: list[float]) -> None:
    assert summary(values) == summary(values[::-1])


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], -0.1), ([1.0], 1.1)])
def test_no_values_and_impossible_shares_are_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_a_summary_tells_how_many_there_were_and_the_worst() -> None:
    found = summary([0.2, 0.1, 0.3])
    assert (found.count, found.p50, found.p95, found.worst) == (3, 0.2, 0.3, 0.3)


def test_one_disturbed_round_does_not_change_what_is_typical() -> None:
    assert typical_percentile([[1, 2], [1, 3], [90, 99]], 0.95) == 3


@given(st.lists(SECONDS, min_size=1, max_size=9), SHARES)
def test_what_is_typical_lies_between_the_rounds(rounds: list[list[float]], share: float) -> None:
    each = [percentile(values, share) for values in rounds]
    assert min(each) <= typical_percentile(rounds, share) <= max(each)


@pytest.mark.parametrize("rounds", [[], [[]], [[1.0], []]])
def test_rounds_without_values_are_refused(rounds: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="percentile"):
        typical_percentile(rounds, 0.95)


def test_a_round_that_was_slow_for_both_sides_does_not_change_the_ratio() -> None:
    assert median_ratio([200, 20, 210], [100, 10, 105]) == 2
    assert median_ratio([200, 200, 10], [100, 100, 100]) == 2


@given(st.lists(st.tuples(st.floats(1, 1e4), st.floats(1, 1e4)), min_size=1, max_size=20))
def test_a_ratio_lies_between_those_of_the_rounds(rounds: list[tuple[float, float]]) -> None:
    over, under = zip(*rounds, strict=True)
    ratios = [a / b for a, b in rounds]
    assert min(ratios) <= median_ratio(over, under) <= max(ratios)


@pytest.mark.parametrize(("over", "under"), [([], []), ([1.0], [1.0, 2.0])])
def test_rounds_that_have_no_partner_are_refused(over: list[float], under: list[float]) -> None:
    with pytest.raises(ValueError, match=r"ratio|argument"):
        median_ratio(over, under)


def test_paths_are_measured_forth_and_back_in_turns() -> None:
    assert in_turns(["a", "b", "c"], 3) == (("a", "b", "c"), ("c", "b", "a"), ("a", "b", "c"))


@given(st.integers(0, 20))
def test_every_path_is_measured_once_in_each_round(rounds: int) -> None:
    orders = in_turns(["a", "b"], rounds)
    assert [sorted(order) for order in orders] == [["a", "b"]] * rounds
