"""Turns what was measured into text for people and JSON for programs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.verdicts import Kind, Verdict


@dataclass(frozen=True, slots=True)
class Section:
    """One measurement: its lines, its data, and its verdicts."""

    title: str
    lines: Sequence[str]
    data: Mapping[str, Any] = field(default_factory=dict)
    verdicts: Sequence[Verdict] = ()


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return aligned lines; the first column to the left, the others to the right."""
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    return [_line(row, widths) for row in (header, *rows)]


def milliseconds(seconds: float) -> str:
    """Return seconds as milliseconds with the digits that mean something."""
    value = seconds * 1000
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def summing_up(sections: Sequence[Section], failures: Mapping[str, int]) -> list[str]:
    """Return the verdicts, limits first, and what went wrong."""
    verdicts = [one for section in sections for one in section.verdicts]
    lines = ["", "PRD 4.1 limits (p95; a miss fails the benchmark)"]
    lines += [one.line() for one in verdicts if one.kind is Kind.LIMIT]
    lines += ["", "Goals"]
    lines += [one.line() for one in verdicts if one.kind is Kind.GOAL]
    if failures:
        lines += ["", "Unexpected answers"]
        lines += [f"  ✗ {name}: {count} times" for name, count in sorted(failures.items())]
    return lines


def passed(sections: Sequence[Section], failures: Mapping[str, int]) -> bool:
    """Tell whether every limit was kept and every answer was the expected one."""
    limits = [one for section in sections for one in section.verdicts if one.kind is Kind.LIMIT]
    return not failures and all(one.reached for one in limits)


def as_json(sections: Sequence[Section], failures: Mapping[str, int]) -> dict[str, Any]:
    """Return everything as plain data."""
    return {
        "passed": passed(sections, failures),
        "failures": dict(failures),
        "sections": {section.title: dict(section.data) for section in sections},
        "verdicts": [
            {**asdict(one), "kind": one.kind.value, "reached": one.reached}
            for section in sections
            for one in section.verdicts
        ],
    }


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(["", first, *others]).rstrip()
