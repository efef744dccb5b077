"""Percentiles, medians and ratios of what was measured. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """Seconds that requests took; `count` tells how much the percentiles are worth."""

    count: int
    p50: float
    p95: float
    p99: float
    worst: float


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed.

    The nearest-rank definition: always a value that was measured, never one between two. Raises
    ValueError without values or for a share outside 0 to 1.
    """
    if not values or not 0 <= share <= 1:
        raise ValueError("a percentile needs values and a share from 0 to 1")
    rank = max(1, math.ceil(round(share * len(values), 9)))
    return sorted(values)[rank - 1]


def summary(values: Sequence[float]) -> Summary:
    """Return the percentiles of some values. Raises ValueError without values."""
    return Summary(
        count=len(values),
        p50=percentile(values, 0.5),
        p95=percentile(values, 0.95),
        p99=percentile(values, 0.99),
        worst=max(values),
    )


def typical_percentile(rounds: Sequence[Sequence[float]], share: float) -> float:
    """Return the median of the rounds' percentiles.

    A disturbance from outside spoils one round's and not the median's. Raises ValueError without
    rounds or for one without values.
    """
    if not rounds:
        raise ValueError("a typical percentile needs rounds")
    return statistics.median(percentile(values, share) for values in rounds)


def median_ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """Return the median of the ratios of rounds that were measured next to each other.

    Not the ratio of the medians: what disturbs a whole round then disturbs both sides alike.
    Raises ValueError when the numbers of rounds differ or there is none.
    """
    if not over:
        raise ValueError("a ratio needs rounds")
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def in_turns(names: Sequence[str], rounds: int) -> tuple[tuple[str, ...], ...]:
    """Return the order of each round: forth, back, forth, ... so that drift favours nobody."""
    forth = tuple(names)
    return tuple(forth if number % 2 == 0 else forth[::-1] for number in range(rounds))
