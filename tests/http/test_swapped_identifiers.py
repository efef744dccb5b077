"""A check call with the right password that names something of somebody else's (threats F1).

Each call is a copy of one that Azure DevOps itself sent, with one identifier swapped. A plan of its
own keeps it from being taken for a repetition. None may open a request that somebody could sign,
and Azure DevOps never hears `succeeded`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import Api, assert_ok, error, fields
from tests.support.azure import STAGE, Deployments
from tests.support.check_call import CheckCaller
from tests.support.people import Json2, People
from tests.support.polling import until

Json = dict[str, Any]
BOTH = [
    {"name": "Staging", "depends_on": [], "jobs": [{"name": "Try", "environment": "staging"}]},
    {"name": STAGE, "depends_on": [], "jobs": [{"name": "Deploy", "environment": "production"}]},
]
SENT = ("PlanUrl", "ProjectId", "HubName", "PlanId", "JobId", "TimelineId", "TaskInstanceId")
SETTLED = 120


class Forger:
    """Knows the check's password and copies what Azure DevOps sent."""

    def __init__(self, check: CheckCaller, deployments: Deployments, auditor: Json2) -> None:
        self._check = check
        self._deployments = deployments
        self._auditor = auditor

    def original(self, run: Json, stage: str = STAGE) -> tuple[dict[str, str], Json]:
        """Return headers and body of the call that a run's check made last."""
        calls = [
            call
            for call in self._deployments.azure_devops.calls()
            if call["purpose"] == "check"
            and call["body"].get("build_id") == str(run["id"])
            and call["body"].get("stage") == stage
        ]
        headers = {name: calls[-1]["headers"][name] for name in SENT}
        return headers, dict(calls[-1]["body"])

    def send(self, headers: dict[str, str], body: Json) -> str:
        """Send a forged call as another plan's; return what it is stored under."""
        sent = self._check.headers(**{**headers, "PlanId": str(uuid.uuid4())})
        assert_ok(self._check.call(body, sent))
        return "/".join(sent[name] for name in ("PlanId", "JobId", "TaskInstanceId"))

    def contradiction(self, key: str) -> Json:
        """Wait for the exception about a forged call and return its evidence."""
        stored = self._auditor.one("azdev.delivery", [["dedupe_key", "=", key]])
        found = until(
            lambda: self._auditor.read(
                "azdev.exception", [["delivery_id", "=", stored["id"]]], "kind", "evidence"
            ),
            "an exception about the forged call",
            SETTLED,
        )
        assert self._auditor.read("azdev.approval", [["call_key", "=", key]]) == []
        assert found[0]["kind"] == "facts_mismatch"
        evidence: Json = json.loads(found[0]["evidence"])
        return evidence


@pytest.fixture(scope="module")
def check(api: Api, instance: Json, secrets: set[str]) -> CheckCaller:
    """The served connection's check, with a token that must never be seen again."""
    token = "token-that-a-forger-made-up"
    secrets.add(token)
    return CheckCaller(api, instance["connection"], token)


@pytest.fixture(scope="module")
def forger(check: CheckCaller, deployments: Deployments, auditor: Json2) -> Forger:
    """Somebody with the check's password."""
    return Forger(check, deployments, auditor)


@pytest.fixture(scope="module")
def victim(deployments: Deployments) -> Iterator[Json]:
    """A run whose stages both wait for approval; neither may ever pass here."""
    run = deployments.azure_devops.queue_run(stages=BOTH)
    deployments.approval_of(run)
    for stage in ("Staging", STAGE):
        deployments.azure_devops.wait_for(run, "acknowledged", stage=stage)
    yield run
    for stage in ("Staging", STAGE):
        results = [one["body"]["result"] for one in deployments.completions(run, stage)]
        assert "succeeded" not in results
    deployments.azure_devops.cancel(run)


@pytest.fixture(scope="module")
def swapped(victim: Json, forger: Forger, deployments: Deployments) -> dict[str, str]:
    """Every forged call, sent at once, because Azure DevOps is asked more than once about each."""
    azure_devops = deployments.azure_devops
    other, _approval = deployments.waiting()
    foreign, _approval = deployments.waiting(pipeline="billing-api")
    again, first = deployments.waiting()
    assert_ok(deployments.sign("technical", first, "technical", "rejected", "once more"))
    azure_devops.wait_for(again)
    azure_devops.retry_stage(again, STAGE)
    deployments.approval_of(again, attempt=2)
    headers, body = forger.original(victim)
    staging, staging_body = forger.original(victim, "Staging")
    others, _body = forger.original(other)
    second, second_body = forger.original(again)
    sent = {
        "environment": forger.send(staging, {**staging_body, "gate": "production"}),
        "pipeline": forger.send(headers, {**body, "build_id": str(foreign["id"])}),
        "build": forger.send(headers, {**body, "build_id": str(other["id"])}),
        "stage": forger.send(headers, {**body, "stage": "Staging"}),
        "attempt": forger.send(second, {**second_body, "attempt": "1"}),
        "suite": forger.send({**headers, "TaskInstanceId": others["TaskInstanceId"]}, body),
    }
    assert second_body["attempt"] == "2"
    return sent


@pytest.mark.parametrize(
    ("identifier", "named"),
    [
        ("environment", "gate"),
        ("pipeline", "check_run"),
        ("build", "check_run"),
        ("stage", "check_run"),
        ("attempt", "attempt"),
        ("suite", "check_run"),
    ],
)
def test_a_swapped_identifier_opens_nothing(
    swapped: dict[str, str], forger: Forger, identifier: str, named: str
) -> None:
    evidence = forger.contradiction(swapped[identifier])
    assert named in evidence, evidence


def test_a_swapped_plan_gets_a_yes_that_reaches_nobody(
    victim: Json, forger: Forger, auditor: Json2, deployments: Deployments
) -> None:
    """The facts are true, so people may sign them; the stage waits for its own plan's answer."""
    headers, body = forger.original(victim)
    key = forger.send(headers, body)
    (copy,) = until(
        lambda: auditor.read("azdev.approval", [["call_key", "=", key]], "approval_id", "commit"),
        "the request of the copied call",
        SETTLED,
    )
    assert copy["commit"] == victim["commit"]
    deployments.approve(copy["approval_id"])
    (answer,) = deployments.azure_devops.wait_for_requests(f"/plans/{key.split('/')[0]}/events")
    assert answer["status"] >= 400
    assert deployments.state(copy["approval_id"])["delivery"] != "confirmed"
    assert deployments.azure_devops.stage(victim, STAGE)["state"] == "waiting"
    others = [["build_id", "=", victim["id"]], ["call_key", "!=", key]]
    found = auditor.read("azdev.approval", others, "status")
    assert {one["status"] for one in found} == {"pending"}


def test_a_swapped_project_is_refused_at_the_door(
    victim: Json, forger: Forger, check: CheckCaller
) -> None:
    headers, body = forger.original(victim)
    foreign = check.headers(**{**headers, "ProjectId": str(uuid.uuid4())})
    assert fields(error(check.call(body, foreign), 404, "not_found")) == ["ProjectId"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PlanUrl", "https://dev.azure.com/evil/"),
        ("PlanUrl", "http://169.254.169.254/latest/"),
        ("PlanUrl", "{own}@evil.example/"),
        ("PlanUrl", "{own}../evil/"),
        ("HubName", "checks/../build"),
        ("HubName", "checks?x="),
        ("HubName", "moon"),
        ("JobId", "../../events"),
        ("TaskInstanceId", "{own}"),
    ],
)
def test_a_hostile_address_is_refused_and_nobody_is_called(
    victim: Json, forger: Forger, check: CheckCaller, instance: Json, name: str, value: str
) -> None:
    headers, body = forger.original(victim)
    own = instance["connection"]["organization_url"]
    hostile = check.headers(**{**headers, name: value.replace("{own}", own)})
    assert fields(error(check.call(body, hostile), 400, "invalid_request")) == [name]


def test_a_swapped_commit_finds_no_approval(api: Api, deployments: Deployments) -> None:
    run, approval = deployments.waiting()
    assert_ok(api.get(f"/approval/{approval}", commit=run["commit"]))
    other = f"{int(run['commit'], 16) ^ 1:040x}"
    error(api.get(f"/approval/{approval}", commit=other), 409, "not_this_deployment")


@pytest.fixture
def flipped(deployments: Deployments, people: People) -> Iterator[None]:
    """Production's check is in ApiResponse mode with empty criteria: any 2xx passes."""
    azure_devops = deployments.azure_devops
    checks = azure_devops.organization()["checks"]
    (ours,) = [one for one in checks if one["resource"]["id"] == "12"]
    azure_devops.edit_check(
        ours["id"], inputs={"waitForCompletion": "false", "successCriteria": ""}
    )
    yield
    azure_devops.edit_check(ours["id"], settings=ours["settings"])
    found = people.call_kw("admin", "azdev.gate", "search", [["key", "=", "production"]])
    answer = people.call_kw("admin", "azdev.gate", "action_verify_again", found["result"])
    assert "error" not in answer, answer


@pytest.mark.usefixtures("flipped")
def test_a_swapped_configuration_opens_nothing_and_stops_the_stage(
    deployments: Deployments, auditor: Json2
) -> None:
    """An administrator flips the check to ApiResponse with empty criteria: any 2xx would pass."""
    azure_devops = deployments.azure_devops
    run = azure_devops.queue_run(
        stages=[{"name": STAGE, "jobs": [{"environment": "production", "duration_seconds": 60}]}]
    )
    azure_devops.wait_for(run, timeout=90)
    assert azure_devops.stage(run, STAGE)["result"] == "canceled"
    found = _exceptions(auditor, azure_devops.check_run(run, STAGE)["plan_id"])
    assert [(one["kind"], one["severity"]) for one in found] == [("check_changed", "critical")]
    assert auditor.read("azdev.approval", [["build_id", "=", run["id"]]]) == []


def _exceptions(auditor: Json2, plan: str) -> list[Json]:
    """Wait for the exceptions about the call of a plan."""
    (delivery,) = auditor.read("azdev.delivery", [["dedupe_key", "=like", f"{plan}/%"]])
    domain = [["delivery_id", "=", delivery["id"]]]
    return until(
        lambda: auditor.read("azdev.exception", domain, "kind", "severity"),
        "an exception about the changed check",
    )
