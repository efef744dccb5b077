"""10,000 requests made up from `openapi.json`: no 5xx, no undocumented answer (promise 6).

`ICA_FUZZ_REQUESTS` sends more or fewer. The same requests every time: a failure can be repeated.
"""

from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import strategies as st

from tests.support.api import Api
from tests.support.fuzzing import WHOLE, Case, Fuzzer, Plan, wanted_requests
from tests.support.people import People
from tests.support.polling import until

Json = dict[str, Any]
SIGNERS = ("technical", "business", "engineer", "auditor")

PLANS = [
    Plan(operation, mode, caller, share)
    for operation, caller, shares in (
        ("startRun", "token", (500, 500)),
        ("startRun", "wrong", (100, 100)),
        ("recordEvent", "token", (850, 600)),
        ("recordEvent", "wrong", (100, 100)),
        ("finishRun", "token", (550, 500)),
        ("finishRun", "wrong", (100, 100)),
        ("createApproval", "token", (700, 500)),
        ("createApproval", "wrong", (100, 100)),
        ("getApproval", "token", (500, 500)),
        ("getApproval", "session", (100, 100)),
        ("getApproval", "wrong", (100, 100)),
        ("signApproval", "session", (500, 300)),
        ("signApproval", "token", (50, 50)),
        ("signApproval", "wrong", (50, 50)),
        ("receiveHook", "basic", (300, 200)),
        ("receiveHook", "wrong", (50, 50)),
        ("receiveCheck", "basic", (300, 200)),
        ("receiveCheck", "wrong", (50, 50)),
        ("getTile", "auditor", (100, 100)),
        ("getTile", "wrong", (25, 25)),
        ("getPartialTile", "auditor", (100, 100)),
        ("getPartialTile", "wrong", (25, 25)),
        ("getProof", "auditor", (100, 100)),
        ("getProof", "wrong", (25, 25)),
    )
    for mode, share in zip(("positive", "negative"), shares, strict=True)
]
WITHOUT_DATA = (
    "/health/live",
    "/health/ready",
    "/openapi.json",
    "/docs",
    "/ledger/checkpoint",
    "/ledger/key",
)
EACH_WITHOUT_DATA = 25


class Caller:
    """Makes a made-up request one of somebody who is known, about something that exists."""

    def __init__(self, kind: str, instance: Json, approvals: list[str], runs: list[str]) -> None:
        self._kind = kind
        self._connection = instance["connection"]
        self._auditor = instance["users"]["auditor"]["api_key"]
        self._approvals = approvals
        self._runs = runs

    def __call__(self, case: Case, draw: st.DrawFn) -> None:
        operation = case.operation.definition.raw["operationId"]
        if "approval_id" in case.path_parameters and draw(st.booleans()):
            case.path_parameters["approval_id"] = draw(st.sampled_from(self._approvals))
        if isinstance(case.body, dict) and "run_id" in case.body and draw(st.booleans()):
            case.body["run_id"] = draw(st.sampled_from(self._runs))
        if self._kind != "wrong":
            self._let_in(case, operation, draw)

    def _let_in(self, case: Case, operation: str, draw: st.DrawFn) -> None:
        case.cookies.pop("session_id", None)
        case.headers.pop("Authorization", None)
        if self._kind == "token":
            case.headers["Authorization"] = f"Bearer {self._connection['api_token']}"
        if self._kind == "auditor":
            case.headers["Authorization"] = f"Bearer {self._auditor}"
        if self._kind == "basic":
            purpose = {"receiveHook": "hook", "receiveCheck": "check"}[operation]
            user, password = (self._connection[f"{purpose}_{n}"] for n in ("username", "password"))
            case.headers["Authorization"] = requests.auth._basic_auth_str(user, password)
            case.path_parameters["connection_key"] = self._connection["key"]
        if operation == "receiveCheck" and draw(st.booleans()):
            self._name_the_check(case, draw)

    def _name_the_check(self, case: Case, draw: st.DrawFn) -> None:
        case.headers.update(
            PlanUrl=self._connection["organization_url"],
            ProjectId=self._connection["project_id"],
            HubName="checks",
        )
        for name in ("PlanId", "JobId", "TimelineId", "TaskInstanceId"):
            case.headers[name] = str(draw(st.uuids()))
        if isinstance(case.body, dict) and draw(st.booleans()):
            build = str(draw(st.integers(10**6, 10**7)))
            case.body |= {"gate": "production", "build_id": build, "stage": "Production"}


@pytest.fixture(scope="module")
def fuzzer(instance: Json, openapi: Any) -> Fuzzer:
    """The sender of all requests of this module."""
    return Fuzzer(instance["url"], openapi.document)


@pytest.fixture(scope="module")
def known(api: Api) -> tuple[list[str], list[str]]:
    """Approvals and runs that exist."""
    approvals = [api.asked() for _ in range(6)] + [api.asked("staging") for _ in range(2)]
    runs = [str(api.started(commit="abc123def456")["run_id"]) for _ in range(6)]
    return approvals, runs


def test_the_plans_add_up() -> None:
    made_up = sum(plan.share for plan in PLANS)
    assert made_up + EACH_WITHOUT_DATA * len(WITHOUT_DATA) == WHOLE
    assert sum(plan.requests for plan in PLANS) >= wanted_requests() * made_up // WHOLE


def test_every_operation_is_called(openapi: Any) -> None:
    operations = {
        operation["operationId"]: path
        for path, methods in openapi.document["paths"].items()
        for operation in methods.values()
    }
    planned = {plan.operation for plan in PLANS}
    rest = {path for name, path in operations.items() if name not in planned}
    assert planned <= set(operations)
    assert rest == {f"/api/v1/azdev{path}" for path in WITHOUT_DATA}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_each_answer_is_documented_and_no_failure(
    plan: Plan,
    fuzzer: Fuzzer,
    instance: Json,
    known: tuple[list[str], list[str]],
    people: People,
) -> None:
    caller = Caller(plan.caller, instance, *known)
    names = SIGNERS if plan.caller == "session" else ()
    sessions = {who: people.session(who) for who in names} or {"nobody": requests.Session()}
    assert fuzzer.run(plan, caller, sessions) >= plan.requests
    if plan.caller == "wrong":
        assert set(fuzzer.statuses[str(plan)]) <= {401, 403, 404, 429}


@pytest.mark.parametrize("path", WITHOUT_DATA)
def test_what_takes_no_data_answers_the_same_each_time(api: Api, people: People, path: str) -> None:
    key = people["auditor"]["api_key"]
    # The first signed checkpoint takes a minute or two.
    until(lambda: api.get(path, key).status_code == 200, path, timeout=180)
    answers = {api.get(path, key).status_code for _ in range(EACH_WITHOUT_DATA)}
    assert answers == {200}
