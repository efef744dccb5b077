"""The HTTP API as a client sees it; each documented answer is held against the document."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

import requests

from tests.support.openapi import OpenApi

Json = dict[str, Any]
PREFIX = "/api/v1/azdev"
_TIMEOUT = 60


class Api:
    """Calls of the API of one instance, as the machine that holds `token` unless told otherwise."""

    def __init__(self, url: str, token: str, openapi: OpenApi) -> None:
        self.url = url
        self.token = token
        self._openapi = openapi
        self._numbers = itertools.count(1)

    def call(
        self,
        method: str,
        path: str,
        *,
        session: requests.Session | None = None,
        headers: Mapping[str, str] | None = None,
        documented: bool = True,
        **options: Any,
    ) -> requests.Response:
        """Send a request without credentials of its own.

        `documented=False` skips the comparison with the document.
        """
        sender = session or requests
        response = sender.request(
            method, self.url + PREFIX + path, headers=headers, timeout=_TIMEOUT, **options
        )
        if documented:
            self._openapi.check(response)
        return response

    def post(self, path: str, body: Any, token: str | None = None) -> requests.Response:
        """Post JSON (`bytes` are sent as they are) with a token."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.call("POST", path, data=data, headers=self._bearer(token))

    def get(self, path: str, token: str | None = None, **query: Any) -> requests.Response:
        """Read with a token."""
        return self.call("GET", path, params=query, headers=self._bearer(token))

    def _bearer(self, token: str | None) -> dict[str, str]:
        given = self.token if token is None else token
        return {"Authorization": f"Bearer {given}", "Content-Type": "application/json"}

    # Shorthands for what many tests need

    def number(self) -> str:
        """Return a build number that no other test uses."""
        return f"20260127.{1000 + next(self._numbers)}"

    def started(self, **fields: Any) -> Json:
        """Start a run of its own and return what was sent."""
        body = {"pipeline_name": "deploy-api", "run_id": self.number(), **fields}
        assert_ok(self.post("/run/start", body))
        return body

    def asked(self, target: str = "production", **fields: Any) -> str:
        """Start a run of the engineer's and ask for approval; return the approval's number."""
        run = self.started(commit="abc123def456", triggered_by="emil@fabrikam.example")
        body = {"run_id": run["run_id"], "deployment_target": target, "estimated_cost": 2500}
        return str(assert_ok(self.post("/approval", {**body, **fields}))["approval_id"])


def assert_ok(response: requests.Response) -> Json:
    """Return the body of a successful answer."""
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


def error(response: requests.Response, status: int, code: str) -> Json:
    """Return the error of an answer that has this status and code (DESIGN, "Errors")."""
    assert response.status_code == status, response.text
    body = response.json()
    assert body["success"] is False
    assert body["request_id"]
    assert body["error"]["code"] == code, body
    assert body["error"]["message"]
    found: Json = body["error"]
    return found


def fields(found: Json) -> list[str]:
    """Return the fields that an error names."""
    return [detail["field"] for detail in found["details"]]


def problems(found: Json) -> str:
    """Return all that an error says in its details."""
    return "; ".join(f"{detail['field']} {detail['problem']}" for detail in found["details"])
