"""`run/start` and `GET approval` against Odoo's own ways, in turns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from benchmarks.figures import Summary, in_turns, median_ratio, summary
from benchmarks.load import Request, Window
from benchmarks.machine import NOTHING, Reading
from benchmarks.report import Section, milliseconds, table
from benchmarks.session import Session
from benchmarks.verdicts import goal_at_least

EMPTY, BARE_READ, JSON2 = "empty route", "bare read", "JSON-2 create"
RUN_START, READ = "run/start", "GET approval"
RATIOS = (
    (RUN_START, JSON2, 2.0),
    (RUN_START, EMPTY, None),
    (READ, BARE_READ, 0.8),
)
TITLE = "Throughput"
_WARM_UP_SECONDS = 0.5


@dataclass
class Path:
    """All rounds of one path at one number of clients."""

    per_second: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    used: Reading = NOTHING

    def add(self, window: Window, used: Reading) -> None:
        """Take in one round."""
        self.per_second.append(len(window.samples) / window.elapsed)
        self.latencies += [sample.seconds for sample in window.samples]
        self.used += used

    @property
    def summary(self) -> Summary:
        """Return the percentiles over all rounds."""
        return summary(self.latencies)


Results = dict[tuple[int, str], Path]


def measure(session: Session) -> Section:
    """Measure all paths at each number of clients."""
    requests = _requests(session)
    for name, request in requests.items():
        session.closed_loop(name, [request], clients=4, seconds=_WARM_UP_SECONDS)
    results: Results = defaultdict(Path)
    for clients in session.plan.clients:
        for order in in_turns(list(requests), session.plan.rounds):
            for name in order:
                _round(session, name, requests[name], clients, results[clients, name])
    return _section(session, results)


def _requests(session: Session) -> dict[str, Request]:
    calls = session.calls
    [run] = session.open_runs(1)
    session.burst("POST approval", [calls.approval_create(run)])
    approval_id = session.database.value(
        "SELECT approval.approval_id FROM azdev_approval approval"
        " JOIN azdev_pipeline_run run ON run.id = approval.run_id WHERE run.run_id = %s",
        [str(run)],
    )
    return {
        EMPTY: calls.empty(),
        JSON2: calls.json2_create(),
        RUN_START: calls.run_start(),
        BARE_READ: calls.bare_read(approval_id),
        READ: calls.approval_read(approval_id),
    }


def _round(session: Session, name: str, request: Request, clients: int, path: Path) -> None:
    before = session.meter.read()
    window = session.closed_loop(name, [request], clients=clients, seconds=session.plan.window)
    path.add(window, session.meter.read() - before)


def _section(session: Session, results: Results) -> Section:
    names = [EMPTY, JSON2, RUN_START, BARE_READ, READ]
    rows = [
        [f"{name}, {clients}", *_cells(results[clients, name])]
        for name in names
        for clients in session.plan.clients
    ]
    lines = table(
        ["path, clients", "median/s", "p50 ms", "p95 ms", "p99 ms", "Odoo CPU ms", "SQL CPU ms"],
        rows,
    )
    ratios = {
        (over, under): [
            median_ratio(results[clients, over].per_second, results[clients, under].per_second)
            for clients in session.plan.clients
        ]
        for over, under, _goal in RATIOS
    }
    clients = "  ".join(f"{number} clients" for number in session.plan.clients)
    lines += ["", f"  ratio of throughput, median of the rounds' ratios: {clients}"]
    lines += [
        f"    {over} ÷ {under}: " + "  ".join(f"{ratio:.2f}" for ratio in found)
        for (over, under), found in ratios.items()
    ]
    lines += [
        "    JSON-2 writes the same columns and indexes, but no ledger entry; most of its time is",
        "    the PBKDF2 of its API key, which our token lookup by SHA-256 doesn't pay. Hence the",
        "    ratio to an empty route beside it.",
    ]
    verdicts = [
        goal_at_least(f"{over} ÷ {under}, worst of all client numbers", min(found), goal, " times")
        for (over, under, goal), found in zip(RATIOS, ratios.values(), strict=True)
        if goal is not None
    ]
    return Section(TITLE, lines, _data(results, ratios), verdicts)


def _cells(path: Path) -> list[str]:
    found, count = path.summary, len(path.latencies)
    return [
        f"{sorted(path.per_second)[len(path.per_second) // 2]:.0f}",
        milliseconds(found.p50),
        milliseconds(found.p95),
        milliseconds(found.p99),
        milliseconds(path.used.odoo / count),
        milliseconds(path.used.postgres / count),
    ]


def _data(results: Results, ratios: dict[tuple[str, str], list[float]]) -> dict[str, Any]:
    paths = [
        {
            "path": name,
            "clients": clients,
            "per_second": path.per_second,
            "p95_seconds": path.summary.p95,
            "odoo_cpu_seconds": path.used.odoo / len(path.latencies),
            "postgres_cpu_seconds": path.used.postgres / len(path.latencies),
        }
        for (clients, name), path in results.items()
    ]
    return {"paths": paths, "ratios": {" ÷ ".join(pair): found for pair, found in ratios.items()}}
