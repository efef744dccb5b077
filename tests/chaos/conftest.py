"""An instance of its own, whose Odoo the tests may kill."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from demo.azure_devops.client import Simulator
from devtools.log_check import problems
from devtools.paths import Instance
from devtools.settings import Settings
from devtools.system import System
from tests.chaos.database import Superuser
from tests.support.api import PREFIX, Api
from tests.support.azure import Deployments
from tests.support.openapi import OpenApi
from tests.support.people import Json2, People
from tests.support.polling import until


class Chaos:
    """A running instance; `kill_odoo` is a power cut for Odoo alone."""

    def __init__(self, system: System, home: Path) -> None:
        self.system = system
        self.home = home
        self._log_read = 0
        serve = system.serve
        assert system.databases.superuser is not None
        self.database = Superuser(system.databases.superuser, serve["database"])
        document = requests.get(f"{serve['url']}{PREFIX}/openapi.json", timeout=30).json()
        self.openapi = OpenApi(document)
        api = Api(serve["url"], serve["connection"]["api_token"], self.openapi)
        self.auditor = Json2(serve["url"], serve["users"]["auditor"]["api_key"])
        self.azure_devops = Simulator.from_ready_file(home / "azure_devops" / "ready.json")
        self.people = People(serve)
        self.deployments = Deployments(self.azure_devops, self.auditor, api, self.people)

    def approval_of(
        self, run: dict[str, Any], timeout: float, meanwhile: Callable[[], object] = lambda: None
    ) -> str:
        """Wait for the request of a run and return its number."""
        domain = [["build_id", "=", run["id"]]]

        def found() -> list[dict[str, Any]]:
            meanwhile()
            return self.auditor.read("azdev.approval", domain, "approval_id")

        return str(until(found, f"the request of run {run['id']}", timeout)[0]["approval_id"])

    def runs_closed(self, run: dict[str, Any]) -> bool:
        """Tell whether the ledger has closed all attempts of a run."""
        domain = [["build_id", "=", run["id"]]]
        rows = self.auditor.read("azdev.pipeline.run", domain, "status")
        return bool(rows) and all(row["status"] != "running" for row in rows)

    def log_problems(self) -> list[str]:
        """Return the errors that Odoo's log has gained since the last look."""
        with self.system.odoo.log.open("rb") as stream:
            stream.seek(self._log_read)
            added = stream.read()
        self._log_read += len(added)
        return problems(added.decode(errors="replace"))

    def kill_odoo(self) -> None:
        """End Odoo with all its workers by SIGKILL.

        Hooks are held back until it is up again. Those that Azure DevOps drops while their
        subscription is on probation are another matter: they have to be reconciled.
        """
        self.azure_devops.hook_faults(hold=1000)
        self.system.odoo.kill()

    def start_odoo(self) -> None:
        """Start Odoo again, wait until it is ready and let the hooks come, the newest first.

        A hook that was under way at the power cut has put its subscription on probation; Azure
        DevOps tries that one again after 20 minutes.
        """
        self.system.odoo.start()
        self.system.wait_ready()
        self.azure_devops.advance(20 * 60)
        self.azure_devops.hook_faults(hold=0)
        self.azure_devops.release_hooks()


@pytest.fixture(scope="session")
def chaos() -> Iterator[Chaos]:
    """Start an instance for all tests of this folder."""
    home = Path(tempfile.mkdtemp(prefix="ica-"))
    try:
        with System(Settings(instance=Instance(home), http_port=0)) as system:
            yield Chaos(system, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
