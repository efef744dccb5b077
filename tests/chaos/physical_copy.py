"""A physical copy of a running instance, as a staging system gets it: all but the instance's id."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

from devtools import account, odoo_config, ports
from devtools.commands import Argument, run
from devtools.odoo_server import OdooServer
from devtools.paths import Instance
from devtools.polling import wait_until
from devtools.postgres import Postgres, programs
from devtools.system import READY, System
from tests.chaos.database import Superuser
from tests.support.api import PREFIX

WORKERS = 2
COPIED_KEYS = ("vault.key", "ledger.key")
"""The copy could read every secret and sign as the original: that is not what stops it."""

Json = dict[str, Any]


class PhysicalCopy:
    """PostgreSQL and Odoo of a copy in a folder of its own; use as a context manager."""

    def __init__(self, original: System, home: Path) -> None:
        self._original = original
        self._instance = Instance(home)
        self._postgres = Postgres(self._instance.postgres)
        self.serve: Json = {}
        self._odoo: OdooServer | None = None

    def __enter__(self) -> PhysicalCopy:
        self._postgres.start()
        try:
            self._start_odoo()
        except BaseException:
            self._postgres.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._odoo is not None
        self._odoo.kill()
        self._postgres.stop()

    @property
    def database(self) -> Superuser:
        """The copied database as its superuser."""
        return Superuser(self._postgres.superuser_url, self.serve["database"])

    @property
    def log(self) -> str:
        """What the copy's Odoo has logged."""
        assert self._odoo is not None
        return self._odoo.log.read_text(errors="replace")

    def ready(self) -> requests.Response:
        """Ask the copy's health."""
        return requests.get(self.serve["url"] + READY, timeout=30)

    def take(self) -> None:
        """Copy cluster, stored files and keys; the id of the instance stays where it is."""
        source, target = self._original.settings.instance, self._instance
        target.postgres.mkdir(parents=True)
        who = account.for_postgres((target.postgres / "data", programs()))
        os.chown(target.postgres, who.uid, who.gid)
        _base_backup(self._original, who, target.postgres / "data")
        shutil.copy2(source.postgres / "access.json", target.postgres / "access.json")
        shutil.copytree(source.odoo_data / "filestore", target.odoo_data / "filestore")
        target.keys.mkdir(mode=0o700)
        for name in COPIED_KEYS:
            shutil.copy2(source.keys / name, target.keys / name)
        # even the place outside the database where the log is kept
        target.anchor.symlink_to(source.anchor)

    def _start_odoo(self) -> None:
        original = self._original.serve
        database = self._postgres.url.named(original["database"])
        port = ports.free_port()
        config = odoo_config.write(self._instance, database, port, WORKERS)
        self._odoo = OdooServer(config, port, self._instance.logs / "odoo.log")
        self.serve = {**original, "url": self._odoo.url}
        self._odoo.start()
        live = self._odoo.url + PREFIX + "/health/live"
        assert wait_until(lambda: _answers(live), timeout=60), "the copy does not start"


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False


def _base_backup(original: System, who: account.Account, data: Path) -> None:
    superuser = original.databases.superuser
    assert superuser is not None
    command: list[Argument] = [
        *who.prefix,
        programs() / "pg_basebackup",
        *("-h", superuser.host, "-p", str(superuser.port), "-U", superuser.user),
        *("-D", data, "-X", "stream", "--checkpoint=fast", "--no-sync", "--no-password"),
    ]
    run(
        command,
        failure="pg_basebackup failed",
        remedy="read postgres.log",
        environ={"PGPASSWORD": superuser.password},
        timeout=120,
    )
