"""The way of a deployment through the simulated Azure DevOps and Odoo, in the tests' words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from demo.azure_devops.client import Simulator
from tests.support.api import Api, assert_ok
from tests.support.people import Json2, People
from tests.support.polling import until

Json = dict[str, Any]
STAGE = "Production"


class Deployments:
    """Queues runs in the simulated Azure DevOps and follows them in Odoo."""

    def __init__(self, azure_devops: Simulator, auditor: Json2, api: Api, people: People) -> None:
        self.azure_devops = azure_devops
        self._auditor = auditor
        self._api = api
        self._people = people

    def waiting(self, **spec: Any) -> tuple[Json, str]:
        """Queue a run, wait for Odoo's request; return the run and the approval's number."""
        run = self.azure_devops.queue_run(**spec)
        return run, self.approval_of(run)

    def approval_of(self, run: Json, attempt: int = 1) -> str:
        """Wait for the request of a run's attempt and return its number."""
        domain = [["build_id", "=", run["id"]], ["attempt", "=", attempt]]
        rows = until(
            lambda: self._auditor.read("azdev.approval", domain, "approval_id"),
            f"approval of run {run['id']}",
        )
        return str(rows[0]["approval_id"])

    def sign(
        self, who: str, approval: str, role: str, decision: str = "approved", why: str = ""
    ) -> requests.Response:
        """Sign in a person's session over HTTP."""
        return self._api.call(
            "POST",
            f"/approval/{approval}/sign",
            session=self._people.session(who),
            json={"approval_type": role, "decision": decision, "comments": why},
        )

    def approve(self, approval: str) -> None:
        """Let both approvers sign."""
        assert_ok(self.sign("technical", approval, "technical"))
        assert_ok(self.sign("business", approval, "business"))

    def state(self, approval: str) -> Json:
        """Read an approval over the API."""
        return assert_ok(self._api.get(f"/approval/{approval}"))

    def reaches(self, approval: str, wanted: Callable[[Json], bool], timeout: float = 30) -> Json:
        """Wait until an approval is as wanted."""

        def read() -> Json | None:
            found = self.state(approval)
            return found if wanted(found) else None

        return until(read, f"{approval} to change: {self.state(approval)}", timeout)

    def ledger_run(self, run: Json, attempt: int = 1, timeout: float = 30) -> Json:
        """Wait until the ledger has closed a run's attempt and return the row."""
        domain = [["build_id", "=", run["id"]], ["attempt", "=", attempt]]
        names = ("status", "ado_state", "ado_result", "audit_hash", "requester_id", "end_time")
        rows = until(
            lambda: self._auditor.read(
                "azdev.pipeline.run", [*domain, ["status", "!=", "running"]], *names
            ),
            f"end of run {run['id']} in the ledger",
            timeout,
        )
        return rows[0]

    def completions(self, run: Json, stage: str = STAGE) -> list[Json]:
        """Return the TaskCompleted events that Azure DevOps got for a run's check and took."""
        plan = self.azure_devops.check_run(run, stage)["plan_id"]
        return [
            request
            for request in self.azure_devops.requests()
            if request["method"] == "POST"
            and request["path"].endswith(f"/plans/{plan}/events")
            and request["status"] in (200, 204)
        ]


def run_tokens(home: Path) -> list[str]:
    """Return the job access tokens that the simulator of an instance has given out."""
    stored = home / "azure_devops" / "state" / "organization.json"
    return list(json.loads(stored.read_text())["tokens"])
