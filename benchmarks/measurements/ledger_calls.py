"""`run/start`, `run/event` and `run/finish` at 16 clients, and what each leaves on the disk."""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.measurements.rounds import Rounds
from benchmarks.report import Section
from benchmarks.session import Session
from benchmarks.verdicts import limit

TITLE = "Run ledger calls at 16 clients"
CLIENTS = 16
LIMIT_SECONDS = 0.5
START, EVENT, FINISH = "run/start", "run/event", "run/finish"
RUNS_A_YEAR, EVENTS_A_YEAR = 3_650_000, 40_000_000
TABLES = (
    "azdev_pipeline_run",
    "azdev_pipeline_event",
    "azdev_ledger_entry",
    "azdev_ledger_opening",
)
_SECONDS = 60.0


def measure(session: Session) -> Section:
    """Measure the three calls in turns, each on the same runs."""
    calls, rounds = session.calls, Rounds(session)
    grown = dict.fromkeys((START, EVENT, FINISH), 0)
    for _round in range(session.plan.call_rounds):
        options: dict[str, Any] = {
            "clients": CLIENTS,
            "seconds": _SECONDS,
            "first": session.next_number,
            "limit": session.plan.calls,
            "modulo": 10**9,
        }
        requests = (calls.run_start(), calls.run_event(), calls.run_finish())
        for name, request in zip(grown, requests, strict=True):
            before = session.database.size(*TABLES)
            rounds.run(name, partial(session.closed_loop, name, [request], **options))
            grown[name] += session.database.size(*TABLES) - before
    sizes = {name: grown[name] / rounds.count(name) for name in grown}
    return _section(rounds, sizes)


def _section(rounds: Rounds, sizes: dict[str, float]) -> Section:
    run = sum(sizes.values())
    runs = sizes[START] + sizes[FINISH]
    year = (RUNS_A_YEAR * runs + EVENTS_A_YEAR * sizes[EVENT]) / 1e9
    lines = rounds.lines({"bytes": {name: f"{size:.0f}" for name, size in sizes.items()}})
    lines += [
        f"    A run of start, one event and finish takes {run:.0f} bytes: rows, indexes, ledger",
        "    entries, what opens their commitments, and a closed run's dead version until vacuum.",
        f"    The design load takes {year:.0f} GB a year: 3.65 million runs, 40 million events.",
    ]
    data = {**rounds.data(), "bytes": sizes, "bytes_per_run": run, "gigabytes_a_year": year}
    verdicts = [
        limit(f"{name} at {CLIENTS} clients", rounds.typical_p95(name), LIMIT_SECONDS)
        for name in sizes
    ]
    return Section(TITLE, lines, data, verdicts)
