"""The stages of `make test`, each a pytest process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools import chromium, junit, log_check, odoo_config, postgres
from devtools.console import say
from devtools.databases import Databases
from devtools.junit import Counts
from devtools.paths import ROOT, Instance
from devtools.templates import ADDON, Templates

SERVED = (
    "tests/http",
    "tests/e2e",
    "tests/contract/odoo",
    "tests/chaos",
    "tests/load",
    "tests/fuzz",
    "tests/tamper",
    "tests/upgrade",
)
_NO_TESTS = 5


def pure(results: Path) -> Counts:
    """Run everything below `tests` that needs no running instance."""
    ignored = [f"--ignore={folder}" for folder in SERVED]
    return _pytest(["tests", *ignored], results / "pure.xml")


def served(results: Path) -> Counts:
    """Run the tests against a real served instance, over HTTP and in the browser."""
    folders = [folder for folder in SERVED if (ROOT / folder).is_dir()]
    return _pytest(folders, results / "served.xml") if folders else Counts()


def odoo(results: Path, home: Path) -> Counts:
    """Run the addon's own tests in a fresh database, with Odoo's HTTP server.

    A skipped test and a line at ERROR in Odoo's log are failures: both are how a broken test
    hides under pytest-odoo.
    """
    if not (ROOT / ADDON / "tests").is_dir():
        return Counts()
    place = Instance(home)
    log = place.logs / "odoo-tests.log"
    with postgres.Postgres(place.postgres) as server:
        url = server.url.named("ica_test")
        config = odoo_config.write(place, url, 0, workers=0)
        databases = Databases(url, server.superuser_url, place.odoo_data / "filestore")
        Templates(databases, config, place.logs / "install.log").ensure_database(url.name)
        counts = _pytest(*_odoo_call(config, log, results / "odoo.xml"))
    return counts + hidden_failures(counts, log.read_text(errors="replace") if log.exists() else "")


def hidden_failures(counts: Counts, log: str) -> Counts:
    """Return one more failure for each kind of trouble that pytest-odoo lets pass; print it."""
    lines = log_check.problems(log)
    for line in lines[:20]:
        say(f"  ✗ in Odoo's log: {line}")
    if counts.skipped:
        say(f"  ✗ {counts.skipped} Odoo tests were skipped")
    return Counts(failed=bool(lines) + bool(counts.skipped))


def _odoo_call(
    config: Path, log: Path, report: Path
) -> tuple[Sequence[str], Path, Mapping[str, str]]:
    arguments = ["-o", "addopts=", f"{ADDON}/tests", "--odoo-http", "--odoo-log-level=info"]
    arguments += [f"--odoo-extra=logfile={log}"]
    environ = {
        "ODOO_RC": str(config),
        # The job runner would call a port on which nothing listens.
        "ODOO_QUEUE_JOB_CHANNELS": "root:0",
        "PATH": chromium.path_with(chromium.ensure()),
    }
    return arguments, report, environ


def _pytest(
    arguments: Sequence[str], report: Path, environ: Mapping[str, str] | None = None
) -> Counts:
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    code = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(environ or {})}, check=False
    ).returncode
    if code == _NO_TESTS:
        return Counts()
    counts = junit.read(report)
    # pytest itself failed (usage, internal error, interrupted) without blaming a test.
    return counts + Counts(failed=int(code != 0 and not counts.failed))
