"""Say in plain words what a verification found."""

from __future__ import annotations

from collections.abc import Iterator

from ica_ledger.checkpoint import Checkpoint
from ica_ledger.moments import format_time
from ica_ledger.report import Bridge, Outcome, Report

TITLES = {
    Outcome.PROVEN: "PROVEN",
    Outcome.TAMPERED: "TAMPERED",
    Outcome.UNCHECKED: "COULD NOT CHECK",
}


def printable(text: str) -> str:
    """Return a text with everything escaped that a terminal could take for a command."""
    return "".join(
        one if one.isprintable() or one == "\n" else one.encode("unicode_escape").decode()
        for one in text
    )


def head_in_words(head: Checkpoint) -> str:
    """Return what a checkpoint is of and from when."""
    time = f", signed {format_time(head.time)}" if head.time else ""
    return f"{head.origin}: {head.size} entries{time}"


def report_lines(report: Report) -> Iterator[str]:
    """Yield the lines in which a person reads a report."""
    yield f"{TITLES[report.outcome]}: {_headline(report)}"
    if report.checkpoint:
        yield f"  Checkpoint: {head_in_words(report.checkpoint)}"
    if report.outcome is Outcome.PROVEN:
        yield from _proven(report)
    if report.bridge:
        yield _continuation(report.bridge)
    yield from _oddities(report)
    if report.population and report.controls_checked:
        yield "  Population: " + ", ".join(f"{n} {name}" for name, n in report.population.items())
    if report.outcome is Outcome.PROVEN:
        yield from _not_proven(report)


def _headline(report: Report) -> str:
    if report.outcome is Outcome.PROVEN:
        newest = f" (of {report.last_time})" if report.last_time else ""
        last = f"up to entry {report.entries - 1}{newest}" if report.entries else "and empty"
        return f"the log is intact {last}"
    return report.reason if report.entry is None else f"entry {report.entry}: {report.reason}"


def _proven(report: Report) -> Iterator[str]:
    yield f"  Proven: the {report.entries} entries lead to the root that was signed"
    yield "  Proven: every published tile is the one that its entries make"
    if report.controls_checked:
        yield "  Proven: every entry is well-formed and holds neither names nor free text"
        yield (
            "  Proven: each yes rests on the required signatures of different people over one"
            " dossier, none the requester's, none withdrawn"
        )
    if report.since is not None:
        yield f"  Proven: it continues the earlier checkpoint of {report.since} entries"
    for old, new in zip(report.keys, report.keys[1:], strict=False):
        yield f"  Proven: the key {old.key_id.hex()} handed over to {new.key_id.hex()}: {new}"


def _continuation(bridge: Bridge) -> str:
    return (
        f"  It continues the log {bridge.origin} of {bridge.size} entries after a recovery:"
        f" {bridge.recovered} recovered, {bridge.size - bridge.recovered} lost"
    )


def _oddities(report: Report) -> Iterator[str]:
    for finding in report.findings:
        if str(finding) != _headline(report):
            yield f"  Also: {finding}"
    hidden = report.findings_total - len(report.findings)
    if hidden:
        yield f"  Also: {hidden} more"
    if report.late:
        yield (
            f"  Late: {report.late} entries stand more than 10 minutes behind newer ones,"
            f" the first is entry {report.first_late}"
        )
    for note in report.notes:
        yield f"  Note: {note}"


def _not_proven(report: Report) -> Iterator[str]:
    if not report.controls_checked:
        yield "  Not proven: what the entries say; only their hashes were checked"
    yield "  Not proven: what happened after the newest entry"
    yield "  Not proven: that what was recorded is true; only that it was recorded and not changed"
    if report.since is None:
        yield (
            "  Not proven: that the holder of the key never showed another log; keep this"
            " checkpoint and give it with --since next time, or compare it with somebody else's"
        )
