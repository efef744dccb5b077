"""Count results in the JUnit files that pytest writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests ended how; errors of fixtures count as failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def read(file: Path) -> Counts:
    """Return the counts of one file; a missing or broken one is one failure."""
    try:
        cases = ElementTree.parse(file).getroot().iter("testcase")  # noqa: S314 (pytest wrote it)
    except (OSError, ElementTree.ParseError):
        return Counts(failed=1)
    total = Counts()
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            total += Counts(failed=1)
        elif case.find("skipped") is not None:
            total += Counts(skipped=1)
        else:
            total += Counts(passed=1)
    return total
