"""Check every entry of a log against the allow-list, its time, and the controls."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from ica_ledger.controls import Controls
from ica_ledger.entry import BadEntry, UnknownKind, parse_entry, pattern_of
from ica_ledger.entry_kinds import KINDS
from ica_ledger.moments import parse_time
from ica_ledger.report import Bridge, Report
from ica_ledger.rotation import BadRotation, KeyChain

LATE = timedelta(minutes=10)
KIND_MARK = b',"kind":"'
KIND_START = len(KIND_MARK)
TIME_AT = slice(-78, -54)
"""Where the time stands, counted from the end: what follows it has a fixed length."""

DAY = len("2026-11-24")

Match = re.Match[bytes]
Matcher = Callable[[bytes], Match | None]
Handler = Callable[[int, Match, bytes], None]


def _no_match(entry: bytes) -> None:
    """Match no entry: its kind is not known."""


NO_CHECK: tuple[Matcher, Handler | None] = (_no_match, None)


class EntryCheck:
    """Takes the entries of a log in order and notes in a report what must not be."""

    def __init__(self, report: Report, chain: KeyChain) -> None:
        """Check for one log, whose keys are followed as its entries change them."""
        self._report = report
        self._chain = chain
        self._controls = Controls(report)
        handlers: dict[bytes, Handler] = {
            b"ledger.bridged": self._bridged,
            b"ledger.key_rotated": self._rotated,
            b"ledger.started": self._started,
            **self._controls.handlers,
        }
        self._checks: dict[bytes, tuple[Matcher, Handler | None]] = {}
        for name in KINDS:
            handler = handlers.get(name.encode())
            self._checks[name.encode()] = (pattern_of(name, bool(handler)).fullmatch, handler)
        self._counts = dict.fromkeys(self._checks, 0)
        self._newest = b""
        self._day = b"no day yet"

    def add(self, first: int, entries: Sequence[bytes], leaf_hashes: Sequence[bytes]) -> None:
        """Check entries, of which the first has the index `first`."""
        checks, counts, newest, day = self._checks, self._counts, self._newest, self._day
        for index, entry in enumerate(entries, first):
            start = entry.rfind(KIND_MARK) + KIND_START
            kind = entry[start : entry.find(b'"', start)]
            matcher, handler = checks.get(kind, NO_CHECK)
            match = matcher(entry)
            if match is None:
                self._refuse(index, entry)
                continue
            counts[kind] += 1
            time = entry[TIME_AT]
            if not time.startswith(day):
                day = self._checked_day(index, time)
            if time >= newest:
                newest = time
            else:
                self._check_late(index, time, newest)
            if handler:
                handler(index, match, leaf_hashes[index - first])
        self._newest, self._day = newest, day
        if first == 0 and entries:
            self._report.first_time = entries[0][TIME_AT].decode(errors="replace")

    def finish(self) -> None:
        """Write the numbers of the population into the report."""
        self._report.last_time = self._newest.decode()
        self._report.kinds.update(
            {kind.decode(): count for kind, count in self._counts.items() if count}
        )
        self._controls.finish(self._report.kinds)

    def _refuse(self, index: int, entry: bytes) -> None:
        try:
            parse_entry(entry)
        except UnknownKind as problem:
            self._report.add_unknown(index, str(problem))
        except BadEntry as problem:
            self._report.add(index, f"not an entry of this log: {problem}")

    def _checked_day(self, index: int, time: bytes) -> bytes:
        day = time[:DAY]
        try:
            date.fromisoformat(day.decode())
        except ValueError:
            self._report.add(index, "not an entry of this log: its time is no time")
        return day

    def _check_late(self, index: int, time: bytes, newest: bytes) -> None:
        try:
            behind = parse_time(newest.decode()) - parse_time(time.decode())
        except ValueError:
            return
        if behind > LATE:
            self._report.add_late(index)

    def _rotated(self, index: int, match: Match, leaf_hash: bytes) -> None:
        keys = [match[name][1:-1].decode() for name in ("old_key", "new_key", "signature")]
        try:
            self._chain.follow(*keys)
        except BadRotation as problem:
            self._report.add(index, str(problem))

    def _started(self, index: int, match: Match, leaf_hash: bytes) -> None:
        origin = match["origin"][1:-1].decode()
        if origin != self._chain.current.name:
            self._report.add(index, f"it begins another log, {origin}")

    def _bridged(self, index: int, match: Match, leaf_hash: bytes) -> None:
        if index:
            self._report.add(index, "a log continues another one with its first entry only")
            return
        origin = match["old_origin"][1:-1].decode()
        self._report.bridge = Bridge(origin, int(match["old_size"]), int(match["recovered"]))
