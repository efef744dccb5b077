"""POST approval: requests by API are held to the same rules, and never answer a check."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.api import Api, assert_ok, error, fields, problems

ASK = {"deployment_target": "production", "estimated_cost": 2500, "checklist": {"tested": True}}


def test_the_same_again_gives_the_first_answer(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **ASK}
    first = assert_ok(api.post("/approval", body))
    assert assert_ok(api.post("/approval", body)) == first


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("estimated_cost", 2500, 2501),
        ("checklist", {"tested": True}, {"tested": False}),
        ("commit", "abc123def456", "fff123def456"),
        ("stage", "Deploy", "Rollback"),
    ],
)
def test_other_content_for_the_same_run_is_409(
    api: Api, field: str, before: Any, after: Any
) -> None:
    body = {"run_id": api.started()["run_id"], **ASK, field: before}
    first = assert_ok(api.post("/approval", body))
    found = error(api.post("/approval", {**body, field: after}), 409, "conflict")
    assert first["approval_id"] in found["message"]


def test_a_conflict_tells_both_values(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **ASK}
    assert_ok(api.post("/approval", body))
    found = error(api.post("/approval", {**body, "estimated_cost": 9999}), 409, "conflict")
    assert "2500" in problems(found)
    assert "9999" in problems(found)


def test_another_commit_than_the_runs_is_409_with_both(api: Api) -> None:
    run = api.started(commit="abc123def456")
    body = {"run_id": run["run_id"], **ASK, "commit": "deadbeef0000"}
    found = error(api.post("/approval", body), 409, "conflict")
    assert "abc123def456" in problems(found)
    assert "deadbeef0000" in problems(found)


def test_eight_at_once_open_one_request(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **ASK}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.post("/approval", body), range(8)))
    assert len({assert_ok(answer)["approval_id"] for answer in answers}) == 1


def test_an_unknown_run_is_404(api: Api) -> None:
    found = error(api.post("/approval", {"run_id": "20991231.9", **ASK}), 404, "not_found")
    assert fields(found) == ["run_id"]


def test_an_ambiguous_run_is_409_that_names_the_candidates(api: Api) -> None:
    number = api.number()
    for pipeline in ("deploy-api", "deploy-web"):
        assert_ok(api.post("/run/start", {"pipeline_name": pipeline, "run_id": number}))
    found = error(api.post("/approval", {"run_id": number, **ASK}), 409, "ambiguous")
    assert "deploy-api" in problems(found)
    assert "deploy-web" in problems(found)
    assert_ok(api.post("/approval", {"run_id": number, "pipeline_name": "deploy-web", **ASK}))


def test_several_environments_of_a_target_are_409_until_one_is_named(
    api: Api, second: dict[str, str]
) -> None:
    token = second["api_token"]
    run = {"pipeline_name": "deploy-api", "run_id": api.number()}
    assert_ok(api.post("/run/start", run, token))
    body = {"run_id": run["run_id"], **ASK}
    found = error(api.post("/approval", body, token), 409, "ambiguous")
    assert "production-eu" in problems(found)
    assert "production-us" in problems(found)
    created = assert_ok(api.post("/approval", {**body, "environment": "production-us"}, token))
    state = assert_ok(api.get(f"/approval/{created['approval_id']}", token))
    assert state["environment"] == "production-us"


def test_an_unknown_environment_is_404(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **ASK, "environment": "moon"}
    assert fields(error(api.post("/approval", body), 404, "not_found")) == ["environment"]


def test_staging_waits_for_a_technical_approver_only(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **ASK, "deployment_target": "staging"}
    created = assert_ok(api.post("/approval", body))
    assert "tessa@fabrikam.example" in created["approvers"]
    assert "bella@fabrikam.example" not in created["approvers"]


@pytest.mark.parametrize("cost", ["2500", -1, 2500.001, 10**13, None, True, [2500]])
def test_a_cost_that_is_no_amount_is_400(api: Api, cost: Any) -> None:
    body = {"run_id": api.started()["run_id"], **ASK, "estimated_cost": cost}
    assert fields(error(api.post("/approval", body), 400, "invalid_request")) == ["estimated_cost"]


def test_a_checklist_item_that_is_text_is_400(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **ASK, "checklist": {"tested": "yes"}}
    found = error(api.post("/approval", body), 400, "invalid_request")
    assert fields(found) == ["checklist.tested"]


def test_an_unknown_target_is_400(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **ASK, "deployment_target": "moon"}
    assert fields(error(api.post("/approval", body), 400, "invalid_request")) == [
        "deployment_target"
    ]
