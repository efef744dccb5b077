"""Requests that schemathesis makes up from the OpenAPI document, sent by somebody in particular."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

Json = dict[str, Any]
Case = schemathesis.Case[Any]
Change = Callable[[Case, st.DrawFn], None]

WHOLE = 10_000
"""Requests that the shares of the plans add up to."""
_CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def wanted_requests() -> int:
    """Return how many requests are to be sent in all; `ICA_FUZZ_REQUESTS`, default 10,000."""
    return int(os.environ.get("ICA_FUZZ_REQUESTS", WHOLE))


@dataclass(frozen=True, slots=True)
class Plan:
    """So many requests of one operation, from data that the document allows or forbids."""

    operation: str
    mode: str
    caller: str
    share: int

    def __str__(self) -> str:
        return f"{self.operation}-{self.mode}-{self.caller}"

    @property
    def requests(self) -> int:
        """How many to send, at least one."""
        return max(1, -(-self.share * wanted_requests() // WHOLE))


class Fuzzer:
    """Sends plans and holds each answer against the document."""

    def __init__(self, url: str, document: Json) -> None:
        self.sent = 0
        self.statuses: dict[str, dict[int, int]] = {}
        self._url = url
        schema = schemathesis.openapi.from_dict(generatable(document))
        self._operations = {
            one.definition.raw["operationId"]: one
            for one in (found.ok() for found in schema.get_all_operations())
        }

    def run(self, plan: Plan, change: Change, sessions: Mapping[str, requests.Session]) -> int:
        """Send a plan, the same every time; return the number of requests.

        `change` makes a case one of a caller: it fills in credentials and what exists already.
        """
        before = self.sent

        @settings(
            max_examples=plan.requests,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=self._cases(plan, change), who=st.sampled_from(sorted(sessions)))
        def send(case: Case, who: str) -> None:
            self._send(plan, case, sessions[who])

        send()
        return self.sent - before

    def _cases(self, plan: Plan, change: Change) -> st.SearchStrategy[Case]:
        mode = schemathesis.GenerationMode(plan.mode)
        made = self._operations[plan.operation].as_strategy(generation_mode=mode)

        @st.composite
        def changed(draw: st.DrawFn) -> Case:
            case = draw(made)
            change(case, draw)
            return case

        return changed()

    def _send(self, plan: Plan, case: Case, session: requests.Session) -> None:
        self.sent += 1
        response = case.call(base_url=self._url, session=session, timeout=60)
        counts = self.statuses.setdefault(str(plan), {})
        counts[response.status_code] = counts.get(response.status_code, 0) + 1
        case.validate_response(response, checks=_CHECKS)


def generatable(document: Json) -> Json:
    """Return the document with the conditions of events as alternatives.

    schemathesis makes no data for `if` and `then`; answers have none.
    """
    found = copy.deepcopy(document)
    event = found["components"]["schemas"]["RunEvent"]
    conditions = event.pop("allOf")
    alternatives = [copy.deepcopy(event)]
    for condition in conditions:
        known = json.loads(json.dumps(event))
        known["properties"]["event_type"] = condition["if"]["properties"]["event_type"]
        known["properties"]["event_data"] = condition["then"]["properties"]["event_data"]
        alternatives.append(known)
    found["components"]["schemas"]["RunEvent"] = {"anyOf": alternatives}
    return found
