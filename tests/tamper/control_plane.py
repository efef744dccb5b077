"""A control plane without a web server: database, key, anchor, and Odoo's code over them."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner
from psycopg2 import sql

from devtools.database_url import DatabaseUrl
from devtools.databases import execute
from devtools.paths import Instance
from ica_ledger import Signer
from ica_ledger.cli import main as ica_verify
from tests.tamper.dba import Dba
from tests.tamper.processes import Act, Forking

BLANK = "blank"
"""Database with the addon and nothing else."""


class Stopped(NamedTuple):
    """What stopped a round of the publisher."""

    code: str
    message: str
    tampered: bool


class Verdict(NamedTuple):
    """What `ica-verify` said: its exit code (0 proven, 1 tampered, 2 could not check) and text."""

    code: int
    text: str


class Alarm(NamedTuple):
    """A control exception about the ledger."""

    kind: str
    severity: str
    code: str


@dataclass(frozen=True)
class ControlPlane:
    """One case's control plane: it may be tampered with and is thrown away."""

    instance: Instance
    forking: Forking
    role: DatabaseUrl
    superuser: DatabaseUrl
    first_key: str
    """The verifier key that an auditor wrote down when the log began."""
    options: dict[str, str] = field(default_factory=dict)
    """Odoo's options where they differ from the configuration file."""

    @property
    def dba(self) -> Dba:
        """The database in its administrator's hands."""
        return Dba(self.superuser.named(self.role.name))

    @property
    def key(self) -> Path:
        """The file of the signing key."""
        return Path(self.options.get("azdev_ledger_key_file", self.instance.keys / "ledger.key"))

    @property
    def anchored(self) -> Path:
        """The log as it lies in the anchor."""
        place = self.options.get("azdev_anchors", self.instance.anchor.as_uri())
        return Path(place.removeprefix("file://"), self.first_key.partition("+")[0])

    def start(self, act: str, **arguments: object) -> Act:
        """Begin one of `tests.tamper.acts`."""
        order = {
            "act": act,
            "database": self.role.name,
            "options": self.options,
            "arguments": arguments,
        }
        return Act(self.forking.path, order)

    def do(self, act: str, **arguments: object) -> Any:
        """Do one of `tests.tamper.acts` and return its answer."""
        return self.start(act, **arguments).answer()

    def append(self, *entries: Sequence[object], count: int = 1) -> list[str]:
        """Record entries, some events when none is given; return their leaf hashes."""
        return list(self.do("append", count=count, entries=[list(one) for one in entries] or None))

    def publish(self) -> Stopped | None:
        """Do a round of the publisher and return what stopped it."""
        stopped = self.do("publish")
        return stopped and Stopped(**stopped)

    def stopped(self) -> Stopped:
        """Do a round, which must be stopped."""
        stopped = self.publish()
        assert stopped, "the round went well"
        return stopped

    def findings(self) -> list[str]:
        """Verify log and evidence as each day, which must find something; return what."""
        found = self.do("verify")
        assert found["outcome"] == "tampered", found
        return list(found["findings"])

    def alarms(self) -> list[Alarm]:
        """Return the control exceptions about the ledger, oldest first."""
        query = """SELECT kind, severity, evidence FROM azdev_exception
                   WHERE kind IN ('ledger_tampered', 'ledger_stopped') ORDER BY id"""
        return [
            Alarm(kind, severity, json.loads(evidence)["code"])
            for kind, severity, evidence in self.dba.run(query)
        ]

    def heads(self) -> list[int]:
        """Return the sizes of the checkpoints in the anchor, oldest first."""
        folder = self.anchored / "checkpoints"
        names = ("".join(path.relative_to(folder).parts) for path in folder.rglob("*/*/*/*"))
        return sorted(10**12 - 1 - int(name) for name in names)

    def verify(self, *options: str, at: Path | None = None, key: str | None = None) -> Verdict:
        """Run `ica-verify log` on the anchor, or on another folder."""
        arguments = ["log", str(at or self.anchored), "--key", key or self.first_key, *options]
        result = CliRunner().invoke(ica_verify, arguments)
        return Verdict(result.exit_code, result.output)

    def exported(self) -> Path:
        """Return a folder with the log as the database has it now."""
        folder = self.instance.home / "export"
        shutil.rmtree(folder, ignore_errors=True)
        self.do("export", folder=str(folder))
        return folder

    def signer(self) -> Signer:
        """Return the key that signs, as somebody has it who read the key file."""
        name, _key_id, encoded = self.key.read_text().strip()[len("PRIVATE+KEY+") :].split("+", 2)
        return Signer.from_seed(name, base64.b64decode(encoded)[1:])

    def copied(self, name: str, **options: str) -> ControlPlane:
        """Copy the database, as it is now, and return the control plane over the copy."""
        copy_database(self.superuser, self.role, self.role.name, name)
        return replace(self, role=self.role.named(name), options={**self.options, **options})

    def offline(self) -> ControlPlane:
        """Return this control plane while its anchor is out of reach, as it may be for a while."""
        return replace(self, options={**self.options, "azdev_anchors": "file:///nowhere"})

    def beside(self, name: str, **options: str) -> ControlPlane:
        """Return another control plane, whose database has no log yet."""
        copy_database(self.superuser, self.role, BLANK, name)
        return replace(self, role=self.role.named(name), options={**self.options, **options})

    def replaced_by(self, name: str) -> None:
        """Put a copy of the database in its place."""
        copy_database(self.superuser, self.role, name, self.role.name)


def copy_database(superuser: DatabaseUrl, role: DatabaseUrl, source: str, target: str) -> None:
    """Make database `target` a copy of `source`, whatever it was before."""
    server = superuser.named("postgres")
    names = {name: sql.Identifier(name) for name in (source, target, role.user)}
    execute(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[target]))
    execute(
        server,
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
            names[target], names[source], names[role.user]
        ),
    )
