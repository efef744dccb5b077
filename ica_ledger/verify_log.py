"""Verify a whole log: signature, every tile, root, entries, controls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from ica_ledger.bundles import BadBundle
from ica_ledger.checkpoint import BadCheckpoint, SignedCheckpoint, parse_checkpoint
from ica_ledger.continuity import check_continues, earlier_checkpoint
from ica_ledger.entry_check import EntryCheck
from ica_ledger.leaf import LEAF_PREFIX
from ica_ledger.moments import parse_time
from ica_ledger.note_keys import Verifier
from ica_ledger.report import Outcome, Report, Stop, tampered, unchecked
from ica_ledger.rotation import KeyChain
from ica_ledger.source import CHECKPOINT, Source, SourceUnavailable, read_bundle
from ica_ledger.tile_reader import TileMissing
from ica_ledger.tiles import TILE_WIDTH
from ica_ledger.tree_check import TreeCheck

SKEW = timedelta(minutes=1)
"""How much later than the checkpoint that holds it an entry may claim to be."""


def _no_progress(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Demands:
    """What a verification is asked for beyond the log itself."""

    since: bytes | None = None
    """An earlier signed checkpoint, which the log must continue."""
    not_before: datetime | None = None
    """The newest entry must be younger than this."""
    controls: bool = True
    """Whether entries are read, too, and not only hashed."""
    progress: Callable[[int, int], None] = field(default=_no_progress)
    """Called with the number of entries done and of all."""


def verify_log(source: Source, key: Verifier, demands: Demands | None = None) -> Report:
    """Verify a log from its files alone and report what was found.

    The checkpoint must be signed by the key, or by one that the log's own entries hand over to.
    Reads bundle by bundle; memory doesn't grow with the log but for what `Controls` keeps.
    """
    verification = _Verification(source, key, demands or Demands())
    try:
        verification.run()
    except Stop as end:
        verification.report.conclude(end.outcome, end.reason, end.entry)
    except SourceUnavailable as problem:
        verification.report.conclude(Outcome.UNCHECKED, str(problem))
    return verification.report


class _Verification:
    def __init__(self, source: Source, key: Verifier, demands: Demands) -> None:
        self._source, self._key, self._demands = source, key, demands
        self._chain = KeyChain(key)
        self.report = Report(keys=self._chain.keys, controls_checked=demands.controls)

    def run(self) -> None:
        signed = self._read_checkpoint()
        head = self.report.checkpoint = signed.checkpoint
        if head.origin != self._key.name:
            raise tampered(f"this is the log {head.origin}, the key is for {self._key.name}")
        self._check_root(self._stream(head.size))
        self._check_signature(signed)
        self._check_findings()
        self._check_since()
        self._check_unknown()
        self._check_age()
        self._note_clocks()
        self.report.conclude(Outcome.PROVEN)

    def _read_checkpoint(self) -> SignedCheckpoint:
        data = self._source.fetch(CHECKPOINT)
        if data is None:
            raise unchecked("there is no checkpoint")
        try:
            signed = parse_checkpoint(data)
            if any(one.is_by(self._key) for one in signed.note.signatures):
                signed.verified_by([self._key])
        except BadCheckpoint as problem:
            raise tampered(str(problem)) from None
        return signed

    def _stream(self, size: int) -> bytes:
        """Read and check all entries; return the root that they lead to."""
        tree = TreeCheck(self._source.fetch)
        check = EntryCheck(self.report, self._chain)
        for first in range(0, size, TILE_WIDTH):
            entries = self._bundle(first, min(TILE_WIDTH, size - first))
            hashes = [sha256(LEAF_PREFIX + entry).digest() for entry in entries]
            tree.add(b"".join(hashes))
            if self._demands.controls:
                check.add(first, entries, hashes)
            self.report.entries = first + len(entries)
            self._demands.progress(self.report.entries, size)
        root = tree.root()
        check.finish()
        return root

    def _bundle(self, first: int, width: int) -> list[bytes]:
        try:
            return read_bundle(self._source, first // TILE_WIDTH, width)
        except TileMissing as path:
            raise unchecked(
                f"entries {first} to {first + width - 1} are signed for but missing ({path})", first
            ) from None
        except BadBundle as problem:
            raise tampered(f"entries {first} to {first + width - 1}: {problem}", first) from None

    def _check_root(self, root: bytes) -> None:
        head = self.report.checkpoint
        if head and root != head.root:
            raise tampered(
                f"the {head.size} entries don't lead to the root that was signed:"
                " entries or tiles were replaced after the checkpoint was made"
            )

    def _check_signature(self, signed: SignedCheckpoint) -> None:
        try:
            signed.verified_by([self._chain.current])
        except BadCheckpoint as problem:
            raise tampered(str(problem)) from None

    def _check_since(self) -> None:
        head, since = self.report.checkpoint, self._demands.since
        if since is not None and head is not None:
            old = earlier_checkpoint(since, head.origin, self._chain.keys, self.report.bridge)
            check_continues(old, head, self._source.fetch)
            self.report.since = old.size

    def _check_findings(self) -> None:
        report = self.report
        if report.findings:
            first = report.findings[0]
            more = f" ({report.findings_total - 1} more)" if report.findings_total > 1 else ""
            raise tampered(f"{first.reason}{more}", first.entry)

    def _check_unknown(self) -> None:
        if first := self.report.first_unknown:
            raise unchecked(f"{first.reason}: use a newer ica-verify", first.entry)

    def _note_clocks(self) -> None:
        head, newest = self.report.checkpoint, self.report.last_time
        if head and head.time and newest and parse_time(newest) - head.time > SKEW:
            self.report.notes.append(
                f"the newest entry is of {newest}, after its checkpoint was signed:"
                " the clocks of database and publisher differ"
            )

    def _check_age(self) -> None:
        limit = self._demands.not_before
        if limit is None:
            return
        newest = self.report.last_time
        if not newest or parse_time(newest) < limit:
            raise unchecked(
                f"the log is out of date: its newest entry is of {newest or 'no time at all'}"
            )
