"""The step of an auditor who trusts nobody: the log as it lies outside the database."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from demo.expectations import expect, expect_equal
from demo.scenario.world import World
from ica_ledger import ENTRIES, Verifier, tile_at
from ica_ledger.report import Outcome, Report
from ica_ledger.source_directory import DirectorySource
from ica_ledger.verify_log import verify_log

_NAMED = ("runs", "approvals", "signatures", "approved", "rejected", "refused attempts to sign")
_PUBLISHED_SECONDS = 90.0


def verified(world: World) -> None:
    """Verify the published log, then a copy in which one signature was turned into another."""
    request = world.deployment(environment="staging")
    world.sign_last("technical", request, "technical")
    world.delivered(request)
    key = Verifier.parse(world.odoo.read("azdev.ledger.key", [], "verifier")[0]["verifier"])
    log = world.system.settings.instance.anchor / key.name
    report = world.eventually(
        "every run's decision is published",
        lambda: _covering(log, key, request.approval_id),
        _PUBLISHED_SECONDS,
    )
    expect_equal(report.outcome, Outcome.PROVEN, f"verdict on the log ({report.reason})")
    figures = ", ".join(f"{report.population[name]} {name}" for name in _NAMED)
    world.narrator.odoo(
        f"ica-verify, from the files outside the database: PROVEN, {report.entries} entries; "
        f"controls performed again: {figures}"
    )
    _tamper(world, log, key, report)
    world.narrator.checked("whoever holds a checkpoint can tell what was changed, and where")


def _covering(log: Path, key: Verifier, approval: str) -> Report | None:
    """Return the verdict once the decision on an approval is in the published log."""
    decision = f'"kind":"approval.approved","subject":"approval:{approval}"'.encode()
    bundles = (log / "tile" / "entries").rglob("*")
    published = any(decision in path.read_bytes() for path in bundles if path.is_file())
    return verify_log(DirectorySource(log), key) if published else None


def _tamper(world: World, log: Path, key: Verifier, proven: Report) -> None:
    expect(proven.checkpoint, "the proven log has a checkpoint")
    size = proven.checkpoint.size if proven.checkpoint else 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(log, Path(folder) / "log"))
        bundle = copy / tile_at(ENTRIES, 0, size).path
        before = bundle.read_bytes()
        after = before.replace(b'"role":"technical"', b'"role":"technicaL"', 1)
        expect(before != after, "the first bundle holds a technical signature")
        bundle.chmod(0o644)
        bundle.write_bytes(after)
        found = verify_log(DirectorySource(copy), key)
    expect_equal(found.outcome, Outcome.TAMPERED, "verdict on the altered copy")
    said = f"TAMPERED, entry {found.entry}: {found.reason}"
    world.narrator.odoo(f"one letter of a signature altered in a copy: {said}")
