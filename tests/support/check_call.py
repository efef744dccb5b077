"""Calls of an Invoke REST API check, as Azure DevOps would send them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.support.api import Api

Json = dict[str, Any]


def _guid() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class CheckCaller:
    """The service connection of one connection; `call` sends, `headers` makes a call's own."""

    api: Api
    connection: Mapping[str, str]
    auth_token: str = field(repr=False)

    def headers(self, **changes: str) -> dict[str, str]:
        """Return the headers of a new call, each with a value of its own."""
        return {
            "Content-Type": "application/json",
            "PlanUrl": self.connection["organization_url"],
            "ProjectId": self.connection["project_id"],
            "HubName": "checks",
            "PlanId": _guid(),
            "JobId": _guid(),
            "TimelineId": _guid(),
            "TaskInstanceId": _guid(),
            "AuthToken": self.auth_token,
            **changes,
        }

    def call(self, body: Any, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Send a check call; `bytes` are sent as they are."""
        return self.api.call(
            "POST",
            f"/checks/{self.connection['key']}",
            data=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers=headers or self.headers(),
            auth=(self.connection["check_username"], self.connection["check_password"]),
        )
