"""`python -m benchmarks`: start a private instance, measure, print; 1 when a limit is missed."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import psutil

from benchmarks import instance, report, sameness
from benchmarks.calls import Calls
from benchmarks.client import Client
from benchmarks.database import Database
from benchmarks.instance import Bench
from benchmarks.machine import Meter, Reading, others_share
from benchmarks.measurements import (
    approvals,
    checks,
    decisions,
    inbox,
    ledger_calls,
    ledger_log,
    throughput,
)
from benchmarks.plan import FULL, QUICK, Plan
from benchmarks.report import Section
from benchmarks.session import Session
from devtools.console import say
from devtools.errors import SetupError

WORKERS = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything. Returns 1 for a missed limit, an unexpected answer or a lack."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="show that all runs; no figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there, too")
    parser.add_argument("--workers", type=int, default=WORKERS, help="Odoo's HTTP workers")
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, default=list(MEASUREMENTS))
    chosen = parser.parse_args(arguments)
    plan = QUICK if chosen.quick else FULL
    try:
        with instance.running(chosen.workers) as bench:
            return _measure(bench, plan, chosen.only, chosen.json)
    except SetupError as error:
        say(f"  ✗ {error}")
        return 1


def _measure(bench: Bench, plan: Plan, names: Sequence[str], file: Path | None) -> int:
    database = Database(bench.dsn)
    sameness.check(database)
    meter = Meter(bench.odoo_pid, database.value("SELECT pg_backend_pid()"))
    before, begun = meter.read(), time.monotonic()
    with Client(bench.url) as client:
        session = Session(bench, client, Calls(bench), database, meter, plan)
        sections = _sections(session, names)
    share = _others(meter.read() - before, time.monotonic() - begun)
    database.close()
    failures = dict(session.failures)
    for line in report.summing_up(sections, failures):
        say(line)
    say(f"\n  Other programs took {share:.0%} of the machine meanwhile.")
    if file is not None:
        content = {**report.as_json(sections, failures), "others_share": share}
        file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    return 0 if report.passed(sections, failures) else 1


def _sections(session: Session, names: Sequence[str]) -> list[Section]:
    """Measure what was named, in the order of `MEASUREMENTS`, and print it as it comes."""
    sections: list[Section] = []
    for name, measure in MEASUREMENTS.items():
        if name not in names:
            continue
        before, begun = session.meter.read(), time.monotonic()
        for section in measure(session):
            share = _others(session.meter.read() - before, time.monotonic() - begun)
            before, begun = session.meter.read(), time.monotonic()
            say(f"\n{section.title} (other programs took {share:.0%} of the machine)")
            for line in section.lines:
                say(line)
            sections.append(section)
    return sections


def _others(used: Reading, elapsed: float) -> float:
    return others_share(used, elapsed, psutil.cpu_count() or 1)


def _gate(session: Session) -> Iterator[Section]:
    """Measure both ends of a check: its acknowledgement, and the way of the decision back."""
    section, waiting = checks.measure(session)
    yield section
    yield decisions.measure(session, waiting)


# The quiet ones before those that leave work behind.
MEASUREMENTS: dict[str, Callable[[Session], Iterable[Section]]] = {
    "throughput": lambda session: [throughput.measure(session)],
    "ledger": lambda session: [ledger_calls.measure(session)],
    "ledger_log": lambda session: [ledger_log.measure(session)],
    "approvals": lambda session: [approvals.measure(session)],
    "gate": _gate,
    "inbox": lambda session: [inbox.measure(session)],
}


if __name__ == "__main__":
    sys.exit(main())
