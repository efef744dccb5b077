"""`run/start`, `run/event` and `run/finish` at 16 clients, and what each leaves on the disk."""

from __future__ import annotations

from benchmarks.figures import summary
from benchmarks.load import Request
from benchmarks.report import Section, milliseconds, table
from benchmarks.session import Session
from benchmarks.verdicts import limit

TITLE = "Run ledger calls at 16 clients"
CLIENTS = 16
LIMIT_SECONDS = 0.5
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
    plan, calls = session.plan, session.calls
    latencies: dict[str, list[float]] = {"run/start": [], "run/event": [], "run/finish": []}
    grown = dict.fromkeys(latencies, 0)
    for _round in range(plan.call_rounds):
        first = session.next_number
        steps: dict[str, Request] = {
            "run/start": calls.run_start(),
            "run/event": calls.run_event(),
            "run/finish": calls.run_finish(),
        }
        for name, request in steps.items():
            before = session.database.size(*TABLES)
            window = session.closed_loop(
                name,
                [request],
                clients=CLIENTS,
                seconds=_SECONDS,
                first=first,
                limit=plan.calls,
                modulo=10**9,
            )
            grown[name] += session.database.size(*TABLES) - before
            latencies[name] += [sample.seconds for sample in window.samples]
    sizes = {name: grown[name] / len(latencies[name]) for name in latencies}
    return _section(latencies, sizes)


def _section(latencies: dict[str, list[float]], sizes: dict[str, float]) -> Section:
    summaries = {name: summary(values) for name, values in latencies.items()}
    rows = [
        [name, milliseconds(found.p50), milliseconds(found.p95), f"{sizes[name]:.0f}"]
        for name, found in summaries.items()
    ]
    lines = table(["call", "p50 ms", "p95 ms", "bytes"], rows)
    run = sum(sizes.values())
    runs = sizes["run/start"] + sizes["run/finish"]
    year = (RUNS_A_YEAR * runs + EVENTS_A_YEAR * sizes["run/event"]) / 1e9
    lines += [
        f"    A run of start, one event and finish takes {run:.0f} bytes: rows, indexes, ledger",
        "    entries, what opens their commitments, and a closed run's dead version until vacuum.",
        f"    The design load takes {year:.0f} GB a year: 3.65 million runs, 40 million events.",
    ]
    data = {
        "p95_seconds": {name: found.p95 for name, found in summaries.items()},
        "bytes": sizes,
        "bytes_per_run": run,
        "gigabytes_a_year": year,
    }
    verdicts = [
        limit(f"{name} at {CLIENTS} clients", found.p95, LIMIT_SECONDS)
        for name, found in summaries.items()
    ]
    return Section(TITLE, lines, data, verdicts)
