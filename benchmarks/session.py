"""What all measurements share: instance, load client, numbers that are used once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.calls import Calls
from benchmarks.client import Client
from benchmarks.database import Database
from benchmarks.instance import Bench
from benchmarks.load import Request, Window
from benchmarks.machine import Meter
from benchmarks.plan import Plan

FIRST_NUMBER = 10_000_000
"""Far from the build ids of the simulator, which also counts upwards."""


@dataclass
class Session:
    """One run of the benchmark. `failures` counts answers that were not 2xx, by what was sent."""

    bench: Bench
    client: Client
    calls: Calls
    database: Database
    meter: Meter
    plan: Plan
    next_number: int = FIRST_NUMBER
    failures: Counter[str] = field(default_factory=Counter)

    def closed_loop(self, name: str, requests: Sequence[Request], **options: Any) -> Window:
        """Run `load.closed_loop` with numbers that no other request had, unless told."""
        options.setdefault("first", self.next_number)
        window = self.client.closed_loop(requests, **options)
        self.next_number = max(self.next_number, window.next_number)
        return self._judged(name, window)

    def burst(self, name: str, requests: Sequence[Request]) -> Window:
        """Send requests at once."""
        return self._judged(name, self.client.burst(requests))

    def open_runs(self, count: int) -> list[int]:
        """Open runs that are about nothing else, and return their numbers."""
        first = self.next_number
        window = self.closed_loop(
            "run/start", [self.calls.run_start()], clients=4, seconds=60, limit=count
        )
        return list(range(first, window.next_number))

    def _judged(self, name: str, window: Window) -> Window:
        for sample in window.samples:
            if not 200 <= sample.status < 300:
                self.failures[f"{name} answered {sample.status or 'nothing'}"] += 1
        return window
