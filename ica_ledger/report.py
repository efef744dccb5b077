"""What a verification found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum

from ica_ledger.checkpoint import Checkpoint
from ica_ledger.note_keys import Verifier

MAX_FINDINGS = 100


class Outcome(IntEnum):
    """The answer; the value is the exit code of `ica-verify`."""

    PROVEN = 0
    TAMPERED = 1
    UNCHECKED = 2


@dataclass(frozen=True)
class Finding:
    """Something that must not be, at an entry where one can be named."""

    reason: str
    entry: int | None = None

    def __str__(self) -> str:
        return self.reason if self.entry is None else f"entry {self.entry}: {self.reason}"


@dataclass(frozen=True)
class Bridge:
    """What a log says of the one that it continues."""

    origin: str
    size: int
    recovered: int
    """How many of its entries stand in this log again."""


@dataclass
class Report:
    """The result of a verification, filled while it goes on."""

    outcome: Outcome = Outcome.UNCHECKED
    reason: str = "the verification didn't end"
    """Why the outcome isn't `PROVEN`; empty when it is."""
    entry: int | None = None
    """The first bad entry, where one can be named."""
    checkpoint: Checkpoint | None = None
    keys: list[Verifier] = field(default_factory=list)
    """The pinned key and those that it was changed for."""
    entries: int = 0
    first_time: str = ""
    last_time: str = ""
    since: int | None = None
    """The size of the earlier checkpoint that the log was shown to continue."""
    bridge: Bridge | None = None
    """The earlier log that this one continues after a recovery."""
    kinds: Counter[str] = field(default_factory=Counter)
    population: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    """What the entries themselves say that must not be; at most 100 are kept."""
    findings_total: int = 0
    late: int = 0
    """Entries more than ten minutes older than one that stands before them."""
    first_late: int | None = None
    unknown: int = 0
    """Entries that only a newer version can judge."""
    first_unknown: Finding | None = None
    notes: list[str] = field(default_factory=list)
    """What is odd but proves nothing."""
    controls_checked: bool = True

    def add(self, entry: int | None, reason: str) -> None:
        """Note a finding."""
        self.findings_total += 1
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(reason, entry))

    def add_late(self, entry: int) -> None:
        """Note an entry that is much older than one before it."""
        self.late += 1
        if self.first_late is None:
            self.first_late = entry

    def add_unknown(self, entry: int, reason: str) -> None:
        """Note an entry that only a newer version can judge."""
        self.unknown += 1
        self.first_unknown = self.first_unknown or Finding(reason, entry)

    def conclude(self, outcome: Outcome, reason: str = "", entry: int | None = None) -> None:
        """Set the answer."""
        self.outcome, self.reason, self.entry = outcome, reason, entry


class Stop(Exception):
    """The verification can't go on; carries the answer."""

    def __init__(self, outcome: Outcome, reason: str, entry: int | None = None) -> None:
        """Take the answer."""
        super().__init__(reason)
        self.outcome, self.reason, self.entry = outcome, reason, entry


def tampered(reason: str, entry: int | None = None) -> Stop:
    """Return the end of a verification that found a change."""
    return Stop(Outcome.TAMPERED, reason, entry)


def unchecked(reason: str, entry: int | None = None) -> Stop:
    """Return the end of a verification that lacks something."""
    return Stop(Outcome.UNCHECKED, reason, entry)
