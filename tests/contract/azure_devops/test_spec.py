"""The contract check itself notices what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.azure_devops import spec

GUID = "11111111-1111-4111-8111-111111111111"
PLAN = f"/o/{GUID}/_apis/distributedtask/hubs/checks/plans/{GUID}"

pytestmark = pytest.mark.skipif(not spec.available(), reason="no REST specifications here")


def request(method: str, path: str, body: Any = None, **query: str) -> dict[str, Any]:
    return {
        "method": method,
        "path": path,
        "query": {"api-version": "7.1", **{k.replace("S_", "$"): v for k, v in query.items()}},
        "body": body,
    }


def event(**changes: Any) -> dict[str, Any]:
    return {"name": "TaskCompleted", "taskId": GUID, "jobId": GUID, "result": "failed", **changes}


@pytest.mark.parametrize(
    "good",
    [
        request("POST", f"{PLAN}/events", event()),
        request(
            "POST", f"{PLAN}/timelines/{GUID}/records/{GUID}/feed", {"value": ["x"], "count": 1}
        ),
        request("GET", "/o/p/_apis/build/builds/12"),
        request("GET", "/o/p/_apis/build/builds/12/timeline"),
        request("GET", "/o/p/_apis/build/builds", S_top="3", statusFilter="completed"),
        request("PATCH", "/o/p/_apis/build/builds/12/stages/Deploy", {"state": "cancel"}),
        request("GET", f"/o/p/_apis/pipelines/checks/runs/{GUID}", **{"$expand": "resources"}),
    ],
    ids=lambda item: item["path"],
)
def test_good_requests_pass(good) -> None:
    spec.check_request(good)


@pytest.mark.parametrize(
    "bad",
    [
        request("POST", f"{PLAN}/events", event(jobId="12")),
        request("POST", f"{PLAN}/events", event(outcome="failed")),
        request("POST", f"{PLAN}/event", event()),
        request("POST", f"{PLAN}/timelines/{GUID}/records/{GUID}/feed", {"lines": ["x"]}),
        request("GET", "/o/p/_apis/build/builds/latest"),
        request("GET", "/o/p/_apis/build/builds", top="3"),
        request("GET", "/o/p/_apis/build/builds", statusFilter="done"),
        request("GET", "/o/p/_apis/build/builds", minTime="yesterday"),
        request("PATCH", "/o/p/_apis/build/builds/12/stages/Deploy", {"state": "stop"}),
        request("GET", "/o/p/_apis/pipelines/checks/runs/12"),
        request("GET", "/o/p/_apis/build/builds/12", body={"x": 1}),
        {**request("GET", "/o/p/_apis/build/builds/12"), "query": {}},
    ],
    ids=lambda item: f"{item['path']} {item['query']} {item['body']}",
)
def test_bad_requests_are_violations(bad) -> None:
    with pytest.raises(spec.ContractViolation):
        spec.check_request(bad)


@pytest.mark.parametrize(
    "body",
    [
        {"id": "12"},
        {"id": 12, "status": "done"},
        {"id": 12, "queueTime": "24.11.2026"},
        {"id": 12, "buildnumber": "1"},
    ],
)
def test_bad_answers_are_violations(body) -> None:
    with pytest.raises(spec.ContractViolation):
        spec.check_answer("GET", "/o/p/_apis/build/builds/12", 200, body)


def test_a_list_has_to_be_wrapped() -> None:
    path = "/o/p/_apis/build/builds"
    spec.check_answer("GET", path, 200, {"count": 0, "value": []})
    for wrong in ([], {"value": []}, {"count": 1, "value": []}):
        with pytest.raises(spec.ContractViolation):
            spec.check_answer("GET", path, 200, wrong)
