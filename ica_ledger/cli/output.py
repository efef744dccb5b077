"""Write answers, for people or as JSON, and end with the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import NoReturn

import click

from ica_ledger.checkpoint import Checkpoint
from ica_ledger.cli.words import printable
from ica_ledger.moments import format_time
from ica_ledger.report import Outcome, Report


def finish(
    outcome: Outcome, lines: Iterable[str], facts: Mapping[str, object], as_json: bool
) -> NoReturn:
    """Write an answer and end the program with its code."""
    if as_json:
        answer = {"outcome": outcome.name.lower(), **facts}
        click.echo(json.dumps(answer, indent=2, ensure_ascii=True))
    else:
        for line in lines:
            click.echo(printable(line))
    sys.exit(int(outcome))


def head_facts(head: Checkpoint | None) -> dict[str, object] | None:
    """Return a checkpoint as JSON says it."""
    if head is None:
        return None
    return {
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "time": format_time(head.time) if head.time else None,
    }


def report_facts(report: Report) -> dict[str, object]:
    """Return a report as JSON says it."""
    bridge = report.bridge
    return {
        "reason": report.reason,
        "entry": report.entry,
        "checkpoint": head_facts(report.checkpoint),
        "keys": [str(one) for one in report.keys],
        "entries": report.entries,
        "first_time": report.first_time,
        "last_time": report.last_time,
        "since": report.since,
        "continues": bridge
        and {"origin": bridge.origin, "size": bridge.size, "recovered": bridge.recovered},
        "controls_checked": report.controls_checked,
        "population": dict(report.population),
        "kinds": dict(report.kinds),
        "findings": [{"entry": one.entry, "reason": one.reason} for one in report.findings],
        "findings_total": report.findings_total,
        "late": report.late,
        "notes": report.notes,
    }
