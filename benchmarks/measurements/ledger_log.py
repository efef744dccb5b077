"""The transparency log when it is long: its writers, its sequencer, its verifier, its proofs."""

from __future__ import annotations

from benchmarks import pinned
from benchmarks.database import Database
from benchmarks.log import found, world
from benchmarks.log.found import Found
from benchmarks.log.world import LONG, SHORT, SHORT_ENTRIES, World
from benchmarks.pinned import Used
from benchmarks.report import Section, milliseconds, table
from benchmarks.session import Session
from devtools.paths import VENV

TITLE = "Ledger at one million entries"
TABLES = ("azdev_ledger_entry", "azdev_ledger_leaf", "azdev_ledger_tile")
_TIMEOUT = 300.0


def measure(session: Session) -> Section:
    """Make a long log once, measure everything, and remove it."""
    plan = session.plan
    with world.made(session.bench, plan.log_entries) as made:
        verified = _verify(made)
        if verified.code != 0:
            session.failures[f"ica-verify ended with {verified.code}"] += 1
        sizes = _sizes(session)
        measured = world.inside("measure", made.config, SHORT, plan.log_writes, plan.log_proofs)
    figures = found.read(SHORT_ENTRIES, made.grown, verified, measured, sizes)
    lines = [*_made(made), *_writers(figures), *_verifier(figures), *_proofs(figures)]
    return Section(TITLE, [*lines, *_bytes(figures)], figures.data(), figures.verdicts())


def _verify(made: World) -> Used:
    """Verify what the anchor holds, as an auditor does."""
    program = VENV / "bin" / "ica-verify"
    command = [str(program), "log", str(made.published), "--key", str(made.grown["key"])]
    return pinned.run(command, pinned.a_core(), _TIMEOUT)


def _sizes(session: Session) -> dict[str, tuple[int, int]]:
    database = Database(session.bench.databases.url.named(LONG).dsn())
    sizes = {name: database.parts(name) for name in TABLES}
    database.close()
    return sizes


def _made(made: World) -> list[str]:
    grown = made.grown
    steps = (
        f"written in {grown['filling']:.1f} s (COPY, triggers off),"
        f" sequenced in {grown['sequencing']:.1f} s, published in {grown['publishing']:.1f} s."
    )
    return [
        f"    {grown['size']:,} entries of runs, events, requests, signatures and answers, made in",
        f"    {made.took:.0f} s with two databases ({made.disk_bytes / 1e9:.1f} GB):",
        f"    {steps}",
    ]


def _writers(figures: Found) -> list[str]:
    rows = [
        [f"{entries:,} entries", *(_fine(part) for part in (one.whole, one.insert, one.commit))]
        for entries, one in (
            (figures.short, figures.writers["short"]),
            (figures.entries, figures.writers["long"]),
        )
    ]
    return [
        *table(["one entry into", "median ms", "INSERT ms", "COMMIT ms"], rows),
        "    Through all triggers, in a transaction of its own, into both logs in turns.",
    ]


def _verifier(figures: Found) -> list[str]:
    used = figures.verified
    rows = [
        ["sequencer, median batch with its commit", f"{figures.sequenced:.0f}"],
        ["ica-verify log, by processor time", f"{figures.verified_per_cpu_second:.0f}"],
        ["ica-verify log, by the clock", f"{figures.entries / used.seconds:.0f}"],
    ]
    peak = f"{used.peak_bytes / 1e6:.0f} MB at most"
    return [
        *table(["long log", "entries/s"], rows),
        f"    ica-verify reads the anchor, with all controls, pinned to one core ({peak}).",
        "    It is judged by processor time, start of the program included: others run there, too.",
    ]


def _proofs(figures: Found) -> list[str]:
    rows = [
        [title, *(_fine(part) for part in (one.p50, one.p95, one.worst))]
        for title, one in figures.proofs.items()
    ]
    return [
        *table(["proof of an entry", "p50 ms", "p95 ms", "worst ms"], rows),
        "    Cold: first on a new connection, of an entry that nobody read; warm: once more.",
        f"    A round of the publisher with new entries took {milliseconds(figures.round)} ms.",
    ]


def _bytes(figures: Found) -> list[str]:
    rows = [
        [name, *(f"{part / figures.entries:.0f}" for part in (*both, sum(both)))]
        for name, both in figures.sizes.items()
    ]
    return table(["bytes an entry", "rows", "indexes", "both"], rows)


def _fine(seconds: float) -> str:
    """Return seconds as milliseconds with two decimals, for what takes less than one."""
    return f"{seconds * 1000:.2f}"
