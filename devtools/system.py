"""One whole running system in one folder: PostgreSQL, the simulator, Odoo and serve.json."""

from __future__ import annotations

import json
import subprocess
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import requests

from devtools import keys, odoo_config, ports, provisioning, stamps
from devtools.console import step
from devtools.databases import Databases
from devtools.errors import SetupError
from devtools.instance_lock import hold
from devtools.odoo_server import OdooServer
from devtools.polling import wait_until
from devtools.postgres import Postgres
from devtools.provisioning import ProvisionSettings
from devtools.registration import Registration
from devtools.settings import Settings
from devtools.simulator import AzureDevOps, Simulator
from devtools.templates import Templates

READY = "/api/v1/azdev/health/ready"


class System:
    """Starts all parts in order, stops them in the reverse order; use as a context manager.

    `odoo` may be killed and started again in between, `serve` is what serve.json says.
    """

    odoo: OdooServer
    azure_devops: AzureDevOps
    databases: Databases
    serve: dict[str, Any]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stack = ExitStack()
        self._processes: dict[str, Any] = {}

    def __enter__(self) -> System:
        with self._stack:
            self._start()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def dead(self) -> str:
        """Return the name of a part that ended by itself, or an empty text."""
        for name, part in self._processes.items():
            process: subprocess.Popen[bytes] | None = part.process
            if process is not None and process.poll() is not None:
                return name
        return ""

    def wait_ready(self, timeout: float = 120) -> None:
        """Wait until Odoo answers that it is ready.

        Raises SetupError when it ended or doesn't within `timeout` seconds.
        """
        ready = wait_until(lambda: bool(self.dead()) or self.is_ready(), timeout=timeout)
        if not ready or self.dead():
            raise SetupError(f"Odoo does not answer {READY} with 200", f"read {self.odoo.log}")

    def is_ready(self) -> bool:
        """Ask Odoo once whether it is ready."""
        try:
            return requests.get(self.odoo.url + READY, timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def _start(self) -> None:
        home, settings = self.settings.instance, self.settings
        self._stack.enter_context(hold(home.home))
        port = choose_port(settings.http_port)
        with step("start PostgreSQL"):
            self.databases = self._start_postgres()
        database = self.databases.url
        config = odoo_config.write(home, database, port, settings.workers)
        log = home.logs / "install.log"
        created = Templates(self.databases, config, log).ensure_database(database.name)
        self.azure_devops = self._start_azure_devops()
        self.odoo = OdooServer(config, port, home.logs / "odoo.log")
        with step("provision the database"):
            result = provisioning.run(config, self._provision_settings(created), log)
        with step("start Odoo"):
            self._stack.callback(self.odoo.stop)
            self.odoo.start()
            self._processes["Odoo"] = self.odoo
            self.wait_ready()
        if self.azure_devops.control_url:
            with step("register in the simulated Azure DevOps"):
                Registration(self.azure_devops, result["connection"]).apply()
        self._publish({"url": self.odoo.url, "database": database.name, **result})

    def _start_postgres(self) -> Databases:
        filestores = self.settings.instance.odoo_data / "filestore"
        if self.settings.database is not None:
            return Databases(self.settings.database, None, filestores)
        server = self._stack.enter_context(Postgres(self.settings.instance.postgres))
        self._processes["PostgreSQL"] = server
        return Databases(server.url, server.superuser_url, filestores)

    def _start_azure_devops(self) -> AzureDevOps:
        settings = self.settings
        if settings.ado_url:
            project_id, name = settings.ado_project.split(maxsplit=1)
            return AzureDevOps(settings.ado_url, project_id, name, access_token=settings.ado_token)
        home = settings.instance
        simulator = Simulator(home.home / "azure_devops", home.logs / "azure_devops.log")
        self._stack.callback(simulator.stop)
        with step("start the simulated Azure DevOps"):
            address = simulator.start()
        self._processes["the simulated Azure DevOps"] = simulator
        return address

    def _provision_settings(self, created: bool) -> ProvisionSettings:
        ado = self.azure_devops
        return ProvisionSettings(
            url=self.odoo.url,
            database=self.databases.url.name,
            created=created,
            runtime_dir=str(self.settings.instance.home),
            admin_password=keys.password(self.settings.instance.keys, "admin"),
            organization_url=ado.organization_url,
            project_id=ado.project_id,
            project_name=ado.project_name,
            control_url=ado.control_url,
            access_token=ado.access_token,
            mattermost_url=self.settings.mattermost_url,
        )

    def _publish(self, content: dict[str, Any]) -> None:
        self.serve = content
        path = self.settings.instance.serve_json
        self._stack.callback(path.unlink, missing_ok=True)
        stamps.write_atomically(path, json.dumps(content, indent=2) + "\n", 0o600)


def choose_port(wanted: int) -> int:
    """Return `wanted`, or a free port for 0. Raises SetupError when `wanted` is taken."""
    if wanted:
        ports.listening_socket(wanted).close()
        return wanted
    return ports.free_port()
