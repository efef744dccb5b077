"""pytest plugin: a real served instance, its database's superuser, and a browser.

Everything is private to one test session: its own folder, PostgreSQL, simulator and ports.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devtools import chromium, postgres
from devtools.paths import ROOT
from devtools.polling import wait_until

_START_SECONDS = 300
_STOP_SECONDS = 60
# What we and our jobs would say at most must hold no secret and nobody's name either.
_LOG_HANDLERS = ":INFO,odoo.addons.ipai_azdev_ica:DEBUG,odoo.addons.queue_job:DEBUG,urllib3:DEBUG"


@dataclass(frozen=True, slots=True)
class Served:
    """A running `make serve`; `content` is the parsed serve.json."""

    home: Path
    content: dict[str, Any] = field(repr=False)

    @property
    def odoo_log(self) -> Path:
        """The log of Odoo and all its workers."""
        return self.home / "logs" / "odoo.log"

    @property
    def superuser_dsn(self) -> str:
        """Address of the instance's database for PostgreSQL's superuser: for tamper tests."""
        return postgres.superuser_url(self.home / "postgres").named(self.database).dsn()

    @property
    def odoo_dsn(self) -> str:
        """Address of the instance's database for the role that Odoo uses."""
        return postgres.role_url(self.home / "postgres").named(self.database).dsn()

    @property
    def database(self) -> str:
        """Name of the instance's database."""
        return str(self.content["database"])


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Serve a private instance for the whole test session."""
    # Short, for all that lies below it, and outside the clone, which may be read-only.
    home = Path(tempfile.mkdtemp(prefix="ica-"))
    try:
        with serving(home) as running:
            yield running
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def serving(home: Path, tree: Path = ROOT) -> Iterator[Served]:
    """Run `make serve` of a source tree over an instance's folder."""
    process = _start(home, tree)
    try:
        ready = home / "serve.json"
        wait_until(lambda: ready.exists() or process.poll() is not None, timeout=_START_SECONDS)
        if not ready.exists():
            pytest.fail(f"the instance did not start:\n{_tail(home / 'serve.out')}")
        yield Served(home, json.loads(ready.read_text()))
    finally:
        _stop(process)


@pytest.fixture(scope="session")
def instance(served: Served) -> dict[str, Any]:
    """Return the parsed serve.json of the private instance."""
    return served.content


@pytest.fixture(scope="session")
def chromium_program() -> Path:
    """Return a Chromium that runs, for Playwright's `executable_path`."""
    return chromium.ensure()


def _start(home: Path, tree: Path) -> subprocess.Popen[bytes]:
    private = ("ICA_DATABASE_URL", "ICA_ADO_URL", "ICA_ADO_PROJECT", "ICA_MATTERMOST_URL")
    environ = {name: value for name, value in os.environ.items() if name not in private}
    environ |= {"ICA_RUNTIME_DIR": str(home), "ICA_HTTP_PORT": "0", "PYTHONPATH": str(tree)}
    environ["ODOO_LOG_HANDLER"] = _LOG_HANDLERS
    with (home / "serve.out").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "devtools", "serve"],
            cwd=tree,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(path: Path, lines: int = 20) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
