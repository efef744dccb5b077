"""`run/start`, `run/event` and `run/finish` at 16 clients, and what each leaves on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from benchmarks.growth import Growth
from benchmarks.measurements.rounds import Rounds
from benchmarks.report import Section, table
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
    "azdev_ledger_leaf",
    "azdev_ledger_tile",
)
_SECONDS = 60.0


def measure(session: Session) -> Section:
    """Measure the three calls in turns, each on the same runs."""
    calls, rounds = session.calls, Rounds(session)
    growth = Growth(session.database, TABLES)
    requests = {START: calls.run_start(), EVENT: calls.run_event(), FINISH: calls.run_finish()}
    _publish(session)
    for _round in range(session.plan.call_rounds):
        options: dict[str, Any] = {
            "clients": CLIENTS,
            "seconds": _SECONDS,
            "first": session.next_number,
            "limit": session.plan.calls,
            "modulo": 10**9,
        }
        for name, request in requests.items():
            with growth.caused_by(name):
                rounds.run(name, partial(session.closed_loop, name, [request], **options))
                _publish(session)
    return _section(rounds, growth)


def _publish(session: Session) -> None:
    """Let what was written get its place in the log, leaves and tiles included."""
    session.burst("publish", [session.calls.publish()])


def _section(rounds: Rounds, growth: Growth) -> Section:
    shares = {name: 1 / rounds.count(name) for name in (START, EVENT, FINISH)}
    sizes = {name: growth.of(name) * share for name, share in shares.items()}
    tables = {name: growth.in_table(name, shares) for name in TABLES}
    run = sum(sizes.values())
    runs = sizes[START] + sizes[FINISH]
    year = (RUNS_A_YEAR * runs + EVENTS_A_YEAR * sizes[EVENT]) / 1e9
    lines = rounds.lines({"bytes": {name: f"{size:.0f}" for name, size in sizes.items()}})
    lines += _by_table(tables, run)
    lines += [
        "    A run is start, one event and finish: rows, indexes, ledger entries, what opens their",
        "    commitments, leaves, tiles, and dead versions of runs and tiles until vacuum.",
        f"    The design load takes {year:.0f} GB a year: 3.65 million runs, 40 million events.",
    ]
    data = {
        **rounds.data(),
        "bytes": sizes,
        "bytes_per_run": run,
        "bytes_per_run_by_table": tables,
        "gigabytes_a_year": year,
    }
    verdicts = [
        limit(f"{name} at {CLIENTS} clients", rounds.typical_p95(name), LIMIT_SECONDS)
        for name in sizes
    ]
    return Section(TITLE, lines, data, verdicts)


def _by_table(tables: Mapping[str, tuple[float, float]], run: float) -> list[str]:
    rows = [
        [name, *(f"{size:.0f}" for size in (*parts, sum(parts)))] for name, parts in tables.items()
    ]
    return table(["bytes a run", "rows", "indexes", "both"], [*rows, ["all", "", "", f"{run:.0f}"]])
