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
TIME_AT = slice(-78, -54)
DAY_AT = slice(-78, -68)
"""Where time and day stand, counted from the end: what follows them has a fixed length."""

Match = re.Match[bytes]


class EntryCheck:
    """Takes the entries of a log in order and notes in a report what must not be."""

    def __init__(self, report: Report, chain: KeyChain) -> None:
        """Check for one log, whose keys are followed as its entries change them."""
        self._report = report
        self._chain = chain
        self._controls = Controls(report)
        self._handlers: dict[bytes, Callable[[int, Match, bytes], None]] = {
            b"ledger.bridged": self._bridged,
            b"ledger.key_rotated": self._rotated,
            b"ledger.started": self._started,
            **self._controls.handlers,
        }
        self._matchers = {
            kind.encode(): pattern_of(kind, kind.encode() in self._handlers).fullmatch
            for kind in KINDS
        }
        self._counts = dict.fromkeys(self._matchers, 0)
        self._newest = b""
        self._day = b""

    def add(self, first: int, entries: Sequence[bytes], leaf_hashes: Sequence[bytes]) -> None:
        """Check entries, of which the first has the index `first`."""
        matchers, handlers, counts = self._matchers, self._handlers, self._counts
        for index, entry in enumerate(entries, first):
            start = entry.rfind(KIND_MARK) + len(KIND_MARK)
            kind = entry[start : entry.find(b'"', start)]
            matcher = matchers.get(kind)
            match = matcher(entry) if matcher else None
            if match is None:
                self._refuse(index, entry)
                continue
            counts[kind] += 1
            if entry[DAY_AT] != self._day:
                self._check_day(index, entry[DAY_AT])
            time = entry[TIME_AT]
            if time >= self._newest:
                self._newest = time
            else:
                self._check_late(index, time)
            if kind in handlers:
                handlers[kind](index, match, leaf_hashes[index - first])
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

    def _check_day(self, index: int, day: bytes) -> None:
        self._day = day
        try:
            date.fromisoformat(day.decode())
        except ValueError:
            self._report.add(index, "not an entry of this log: its time is no time")

    def _check_late(self, index: int, time: bytes) -> None:
        try:
            behind = parse_time(self._newest.decode()) - parse_time(time.decode())
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
