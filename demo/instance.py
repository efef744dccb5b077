"""A whole system for one demonstration: a fresh database and a fresh organization each time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from devtools import settings as served_settings
from devtools.databases import Databases
from devtools.paths import Instance
from devtools.settings import Settings
from devtools.simulator import AzureDevOps
from devtools.system import System

HOME = "demo"


class DemoSystem(System):
    """A served system that begins with nothing in its ledger."""

    def __enter__(self) -> DemoSystem:
        super().__enter__()
        return self

    def _start_postgres(self) -> Databases:
        databases = super()._start_postgres()
        databases.drop(databases.url.name)
        self._forget_log()
        return databases

    def _forget_log(self) -> None:
        """Remove key and anchor of the log that went with the database.

        Odoo rightly refuses to begin a log where another one's key lies.
        """
        instance = self.settings.instance
        shutil.rmtree(instance.anchor, ignore_errors=True)
        for key in instance.keys.glob("ledger.key*"):
            key.unlink()

    def _start_azure_devops(self) -> AzureDevOps:
        shutil.rmtree(self.simulator_home / "state", ignore_errors=True)
        return super()._start_azure_devops()

    @property
    def simulator_home(self) -> Path:
        """The folder of the simulated Azure DevOps."""
        return self.settings.instance.home / "azure_devops"


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of a demonstration: beside `make serve`, never in its way.

    Folder `demo` of the runtime folder, a port of the system's choice unless `ICA_HTTP_PORT` names
    one, a database of its own, and always the simulated Azure DevOps. Raises SetupError.
    """
    served = served_settings.from_environment({"ICA_HTTP_PORT": "0", **environ})
    database = served.database
    return replace(
        served,
        instance=Instance(served.instance.home / HOME),
        database=database and database.named(f"{database.name}_demo"),
        ado_url="",
        ado_project="",
        ado_token="",
    )
