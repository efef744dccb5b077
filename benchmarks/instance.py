"""The system under test: a whole private instance, with the benchmark's addon beside ours."""

from __future__ import annotations

import configparser
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import people
from benchmarks.people import Signer
from demo.azure_devops.client import Simulator
from devtools import odoo_install
from devtools.console import step
from devtools.databases import Databases
from devtools.paths import ROOT, Instance
from devtools.settings import Settings
from devtools.system import System

ADDON = "azdev_bench"
ADDONS = ROOT / "benchmarks" / "addons"
PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Bench:
    """What the measurements need to know of the running instance."""

    url: str
    dsn: str = field(repr=False)
    odoo_pid: int
    home: Instance
    databases: Databases
    serve: dict[str, Any] = field(repr=False)
    simulator: Simulator
    technical: tuple[Signer, ...]
    business: tuple[Signer, ...]

    @property
    def api(self) -> str:
        """Path of our API."""
        return "/api/v1/azdev"

    @property
    def connection(self) -> dict[str, Any]:
        """Return serve.json's part about the connection."""
        return dict(self.serve["connection"])


@contextmanager
def running(workers: int) -> Iterator[Bench]:
    """Start everything in a folder of its own, which is removed afterwards.

    Raises SetupError when a part doesn't start.
    """
    with tempfile.TemporaryDirectory(prefix="ica-bench-", ignore_cleanup_errors=True) as folder:
        home = Instance(Path(folder))
        with System(Settings(home, http_port=0, workers=workers)) as system:
            _add_addon(system)
            database = system.databases.url
            with step(f"make {2 * PEOPLE} people who sign"):
                signers = people.provide(home.odoo_conf, PEOPLE)
            ready = home.home / "azure_devops" / "ready.json"
            yield Bench(
                url=system.odoo.url,
                dsn=database.dsn(),
                odoo_pid=system.odoo.process.pid,
                home=home,
                databases=system.databases,
                serve=system.serve,
                simulator=Simulator.from_ready_file(ready),
                technical=signers["technical"],
                business=signers["business"],
            )


def _add_addon(system: System) -> None:
    """Install the benchmark's addon; Odoo has to start anew to find it."""
    home = system.settings.instance
    with step(f"install {ADDON}"):
        system.odoo.stop()
        _extend_addons_path(home.odoo_conf)
        name = system.databases.url.name
        odoo_install.install(home.odoo_conf, home.logs / "install.log", name, (ADDON,))
        system.odoo.start()
        system.wait_ready()


def _extend_addons_path(file: Path) -> None:
    parser = configparser.RawConfigParser()
    parser.read(file)
    known = parser["options"]["addons_path"]
    parser["options"]["addons_path"] = f"{known},{ADDONS}"
    with file.open("w") as stream:
        parser.write(stream)
