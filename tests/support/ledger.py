"""The transparency log of a served instance, and `ica-verify` as an auditor runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from devtools.testing import Served
from ica_ledger import parse_checkpoint
from ica_ledger.cli.options import TOKEN
from tests.support.api import PREFIX, Api, assert_ok
from tests.support.azure import Deployments
from tests.support.people import Json2
from tests.support.polling import until

Json = dict[str, Any]
Run = subprocess.CompletedProcess[str]


class Ledger:
    """Reads the log over HTTP with one person's key."""

    def __init__(self, served: Served, api: Api, key: str, auditor: Json2) -> None:
        self.api = api
        self.url = f"{served.content['url']}{PREFIX}/ledger"
        self._anchor = served.home / "anchor"
        self.key = key
        self._auditor = auditor

    def get(self, path: str, **query: str) -> Any:
        """Read a path below `ledger`."""
        return self.api.get(f"/ledger/{path}", self.key, **query)

    def text(self, path: str) -> str:
        """Return a text below `ledger`."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def size(self) -> int:
        """Return how many entries the newest checkpoint covers."""
        return parse_checkpoint(self.text("checkpoint").encode()).checkpoint.size

    def verifier(self) -> str:
        """Return the log's first key."""
        return self.text("key").splitlines()[0]

    def directory(self) -> Path:
        """Return the place outside the database where the log is anchored."""
        return self._anchor / self.verifier().split("+")[0]

    def entry_of(self, **values: str) -> Json:
        """Return the newest entry with these values."""
        domain = [[name, "=", value] for name, value in values.items()]
        entries = self._auditor.read("azdev.ledger.entry", domain, "uuid", "leaf_hash")
        return max(entries, key=lambda one: int(one["id"]))

    def decided(self, deployments: Deployments) -> Json:
        """Have a deployment approved; return the proof of the decision's entry."""
        _run, approval = deployments.waiting()
        deployments.approve(approval)
        return self.proof_of(kind="approval.approved", subject=f"approval:{approval}")

    def proof_of(self, **values: str) -> Json:
        """Return the proof of an entry, once there is one."""
        entry = until(lambda: self.entry_of(**values), f"entry {values}")
        path = f"entries/{entry['uuid']}/proof"

        def proof() -> Json | None:
            answer = self.get(path)
            return assert_ok(answer) if answer.status_code != 503 else None

        # the publisher works at each decision, else once a minute
        return until(proof, f"checkpoint over {values}", timeout=120)

    def verify(
        self, *arguments: str | Path, key: str | None = None, token: str | None = None
    ) -> Run:
        """Run `ica-verify`."""
        given = [str(argument) for argument in arguments]
        command = [sys.executable, "-m", "ica_ledger.cli", *given, "--key", key or self.verifier()]
        environ = {**os.environ, TOKEN: token or self.key}
        return subprocess.run(
            command, env=environ, capture_output=True, text=True, timeout=120, check=False
        )

    def report(self, location: str | Path) -> Json:
        """Verify the log at a place and return what was proven."""
        done = self.verify("log", location, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        found: Json = json.loads(done.stdout)
        return found
