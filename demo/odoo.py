"""Odoo as people and auditors reach it: web sessions, the product's API, Odoo's JSON-2 API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from demo.expectations import DemoFailed

Json = dict[str, Any]
TIMEOUT = 60.0
APPROVAL_FIELDS = (
    "approval_id",
    "deployment_target",
    "build_id",
    "attempt",
    "status",
    "waiting_for",
    "delivery",
    "run_id",
    "requester_id",
    "technical_approver_id",
    "business_approver_id",
    "rejection_reason",
    "cancel_reason",
)
RUN_FIELDS = (
    "display_name",
    "build_id",
    "attempt",
    "status",
    "ado_state",
    "ado_result",
    "previous_run_id",
    "audit_hash",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer of the product's API."""

    status: int
    body: Json

    @property
    def message(self) -> str:
        """What a refusal says."""
        return str(self.body.get("error", {}).get("message", ""))


class Person:
    """Somebody with a web session, opened with login and password."""

    def __init__(self, url: str, database: str, login: Json) -> None:
        self._url = url
        self._session = requests.Session()
        # Odoo is killed in between: a kept connection would be a dead one.
        self._session.headers["Connection"] = "close"
        credentials = {"db": database, "login": login["login"], "password": login["password"]}
        if not self._rpc("/web/session/authenticate", credentials).get("uid"):
            raise DemoFailed(f"{login['login']} can't log in")

    def sign(
        self, approval_id: str, role: str, decision: str = "approved", comments: str | None = None
    ) -> Answer:
        """Sign one half of an approval."""
        body = {"approval_type": role, "decision": decision}
        if comments:
            body["comments"] = comments
        answer = self._session.post(
            f"{self._url}/api/v1/azdev/approval/{approval_id}/sign", json=body, timeout=TIMEOUT
        )
        return Answer(answer.status_code, answer.json())

    def call(self, model: str, method: str, *arguments: Any, **named: Any) -> Any:
        """Call a method as the web client does; raises DemoFailed with Odoo's refusal."""
        parameters = {"model": model, "method": method, "args": arguments, "kwargs": named}
        return self._rpc("/web/dataset/call_kw", parameters)

    def _rpc(self, path: str, parameters: Json) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        answer = self._session.post(self._url + path, json=body, timeout=TIMEOUT).json()
        if "error" in answer:
            raise DemoFailed(f"Odoo refuses {path}: {answer['error']['data']['message']}")
        return answer["result"]


class Odoo:
    """One served Odoo; `serve` is what serve.json says."""

    def __init__(self, serve: Json) -> None:
        self.url: str = serve["url"]
        self.serve = serve
        self._people: dict[str, Person] = {}

    def login(self, key: str) -> Json:
        """Return login and password of somebody, `admin` included."""
        found: Json = self.serve["admin"] if key == "admin" else self.serve["users"][key]
        return found

    def person(self, key: str) -> Person:
        """Return somebody's web session, opened when first asked for."""
        if key not in self._people:
            self._people[key] = Person(self.url, self.serve["database"], self.login(key))
        return self._people[key]

    def read(self, model: str, domain: list[Any], *fields: str, **options: Any) -> list[Json]:
        """Read records over JSON-2 with the auditor's key."""
        answer = requests.post(
            f"{self.url}/json/2/{model}/search_read",
            json={"domain": domain, "fields": list(fields), **options},
            headers={"Authorization": f"bearer {self.serve['users']['auditor']['api_key']}"},
            timeout=TIMEOUT,
        )
        if not answer.ok:
            raise DemoFailed(f"JSON-2 refuses to read {model}: {answer.status_code}")
        found: list[Json] = answer.json()
        return found

    def approval_of(self, build_id: int, attempt: int = 1) -> Json | None:
        """Return the approval of a build's attempt, None while there is none."""
        domain = [["build_id", "=", build_id], ["attempt", "=", attempt]]
        return next(iter(self.read("azdev.approval", domain, *APPROVAL_FIELDS)), None)

    def approval(self, approval_id: str) -> Json:
        """Return an approval; raises DemoFailed when there is none."""
        found = self.read("azdev.approval", [["approval_id", "=", approval_id]], *APPROVAL_FIELDS)
        if not found:
            raise DemoFailed(f"Odoo has no {approval_id}")
        return found[0]

    def run_of(self, build_id: int, attempt: int = 1) -> Json | None:
        """Return the run of a build's attempt, None while there is none."""
        domain = [["build_id", "=", build_id], ["attempt", "=", attempt]]
        return next(iter(self.read("azdev.pipeline.run", domain, *RUN_FIELDS)), None)

    def claim(self, run: Json, event_type: str, data: Json) -> None:
        """Send a run event as the pipeline does, with its API token; raises DemoFailed."""
        body = {
            "run_id": run["number"],
            "pipeline_name": run["pipeline"],
            "build_id": run["id"],
            "event_type": event_type,
            "event_data": data,
        }
        token = self.serve["connection"]["api_token"]
        answer = requests.post(
            f"{self.url}/api/v1/azdev/run/event",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
        )
        if not answer.ok:
            raise DemoFailed(f"Odoo refuses {event_type}: {answer.status_code} {answer.text}")
