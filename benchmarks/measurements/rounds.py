"""Rounds of several calls in turns: what each call took, and what it cost the processors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import chain
from typing import Any

from benchmarks.figures import summary, typical_percentile
from benchmarks.load import Window
from benchmarks.machine import NOTHING, Reading
from benchmarks.report import milliseconds, table
from benchmarks.session import Session


class Rounds:
    """Collects the windows of each call."""

    def __init__(self, session: Session) -> None:
        self._meter = session.meter
        self._seconds: dict[str, list[list[float]]] = defaultdict(list)
        self._used: dict[str, Reading] = defaultdict(lambda: NOTHING)

    def run(self, name: str, work: Callable[[], Window]) -> Window:
        """Do one round of a call and note it."""
        before = self._meter.read()
        window = work()
        self._used[name] += self._meter.read() - before
        self._seconds[name].append([sample.seconds for sample in window.samples])
        return window

    def count(self, name: str) -> int:
        """Return how many requests of a call there were."""
        return sum(len(one) for one in self._seconds[name])

    def typical_p95(self, name: str) -> float:
        """Return the median of the rounds' 95th percentiles, in seconds."""
        return typical_percentile(self._seconds[name], 0.95)

    def lines(self, more: dict[str, dict[str, str]] | None = None) -> list[str]:
        """Return a table, with more columns as title -> call -> text."""
        columns = more or {}
        header = ["call", "p50 ms", "p95 ms", "p99 ms", "typical p95", "Odoo CPU ms", "SQL CPU ms"]
        rows = [
            [*self._cells(name), *(column[name] for column in columns.values())]
            for name in self._seconds
        ]
        lines = table([*header, *columns], rows)
        return [*lines, "    Limits are judged by the typical p95: the median of the rounds'."]

    def data(self) -> dict[str, Any]:
        """Return the figures as plain data, by call."""
        return {
            name: {
                "typical_p95_seconds": self.typical_p95(name),
                "p95_seconds": summary(list(chain(*rounds))).p95,
                "odoo_cpu_seconds": self._used[name].odoo / self.count(name),
                "postgres_cpu_seconds": self._used[name].postgres / self.count(name),
            }
            for name, rounds in self._seconds.items()
        }

    def _cells(self, name: str) -> list[str]:
        found, used = summary(list(chain(*self._seconds[name]))), self._used[name]
        seconds = [found.p50, found.p95, found.p99, self.typical_p95(name)]
        seconds += [used.odoo / found.count, used.postgres / found.count]
        return [name, *(milliseconds(value) for value in seconds)]
