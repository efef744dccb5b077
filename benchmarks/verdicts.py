"""What was asked for beside what was measured. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A missed limit fails the benchmark; a missed goal is reported."""

    LIMIT = "limit"
    GOAL = "goal"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure and its bound; `unit` is written behind both."""

    kind: Kind
    name: str
    value: float
    bound: float
    unit: str
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the figure keeps its bound: a lower bound reached, an upper not touched."""
        return self.value >= self.bound if self.at_least else self.value < self.bound

    def line(self) -> str:
        """Return the verdict as a line for people."""
        mark = "✓" if self.reached else "✗"
        sign = ">=" if self.at_least else "<"
        word = "reached" if self.reached else "MISSED"
        return (
            f"  {mark} {self.name}: {_short(self.value)}{self.unit}"
            f" ({self.kind.value} {sign} {_short(self.bound)}{self.unit}) {word}"
        )


def limit(name: str, seconds: float, bound: float) -> Verdict:
    """Return the verdict on a latency that PRD 4.1 limits; both in seconds."""
    return Verdict(Kind.LIMIT, name, seconds * 1000, bound * 1000, " ms")


def goal_at_most(name: str, seconds: float, bound: float) -> Verdict:
    """Return the verdict on a latency that we aim at; both in seconds."""
    return Verdict(Kind.GOAL, name, seconds * 1000, bound * 1000, " ms")


def goal_at_least(name: str, value: float, bound: float, unit: str) -> Verdict:
    """Return the verdict on a figure that should be large."""
    return Verdict(Kind.GOAL, name, value, bound, unit, at_least=True)


def goal_below(name: str, value: float, bound: float, unit: str) -> Verdict:
    """Return the verdict on a figure that should be small."""
    return Verdict(Kind.GOAL, name, value, bound, unit)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
