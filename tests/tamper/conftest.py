"""A control plane for each case, made from a prepared one in about a second.

Starting Odoo for each case would take minutes. Instead Odoo is loaded once, and forks for each
round of the publisher, as its own server makes workers. The database of a case is a copy of the
prepared one *under the same name*, which is all that the loaded code knows of it; key and anchor
are copies of the prepared folders. The code that runs is the addon's own, with its own
transactions.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from devtools import odoo_config
from devtools.databases import Databases
from devtools.paths import Instance
from devtools.postgres import Postgres
from devtools.templates import Templates
from tests.tamper.control_plane import BLANK, ControlPlane, copy_database
from tests.tamper.processes import Forking

PREPARED = "prepared"
FILLING = 270
"""Enough entries for a full tile and a partial one behind it."""


@pytest.fixture(scope="session")
def prepared() -> Iterator[ControlPlane]:
    """A control plane with one deployment and a log of two published rounds."""
    home = Path(tempfile.mkdtemp(prefix="ica-"))
    try:
        with _started(Instance(home)) as plane:
            plane.do("record_guards")
            copy_database(plane.superuser, plane.role, plane.role.name, BLANK)
            plane.do("deploy")
            plane.append(count=FILLING)
            assert plane.publish() is None
            plane.append(count=3)
            assert plane.publish() is None
            first_key = plane.dba.value("SELECT verifier FROM azdev_ledger_key")
            copy_database(plane.superuser, plane.role, plane.role.name, PREPARED)
            for folder in (plane.instance.anchor, plane.instance.keys):
                shutil.copytree(folder, _kept(folder))
            yield replace(plane, first_key=first_key)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def plane(prepared: ControlPlane) -> ControlPlane:
    """The prepared control plane, to be tampered with."""
    copy_database(prepared.superuser, prepared.role, PREPARED, prepared.role.name)
    for folder in (prepared.instance.anchor, prepared.instance.keys):
        shutil.rmtree(folder)
        shutil.copytree(_kept(folder), folder)
    return prepared


def _kept(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.prepared")


@contextmanager
def _started(instance: Instance) -> Iterator[ControlPlane]:
    with Postgres(instance.postgres) as server:
        url = server.url
        config = odoo_config.write(instance, url, 0, workers=0)
        databases = Databases(url, server.superuser_url, instance.odoo_data / "filestore")
        log = instance.logs / "odoo.log"
        Templates(databases, config, log).ensure_database(url.name)
        forking = Forking(config, instance.home / "odoo.socket", log)
        forking.start()
        try:
            yield ControlPlane(instance, forking, url, server.superuser_url, first_key="")
        finally:
            forking.stop()
