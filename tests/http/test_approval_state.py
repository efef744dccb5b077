"""GET approval/<id>: the decision, and for exactly which deployment it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Api, assert_ok, error, fields, problems
from tests.support.azure import STAGE, Deployments
from tests.support.people import People


@pytest.fixture(scope="module")
def waiting(deployments: Deployments) -> tuple[dict[str, Any], str]:
    """A run that waits for its signatures."""
    return deployments.waiting()


def test_it_names_the_deployment_as_azure_devops_told_it(
    deployments: Deployments, waiting: tuple[dict[str, Any], str]
) -> None:
    run, approval = waiting
    state = deployments.state(approval)
    expected = {
        "status": "pending",
        "run_id": run["number"],
        "pipeline_name": run["pipeline"],
        "build_id": run["id"],
        "stage": STAGE,
        "attempt": 1,
        "deployment_target": "production",
        "environment": "production",
        "commit": run["commit"],
        "successor_id": None,
        "delivery": "waiting",
        "facts_source": "read_back",
    }
    assert {name: state[name] for name in expected} == expected
    assert state["valid_until"]


def test_a_request_by_api_says_that_its_facts_are_claimed(api: Api) -> None:
    state = assert_ok(api.get(f"/approval/{api.asked()}"))
    assert state["facts_source"] == "claimed_by_caller"
    assert state["delivery"] is None


def test_the_very_deployment_is_answered(api: Api, waiting: tuple[dict[str, Any], str]) -> None:
    run, approval = waiting
    query = {"build_id": run["id"], "environment": "production", "commit": run["commit"]}
    assert assert_ok(api.get(f"/approval/{approval}", **query))["approval_id"] == approval


@pytest.mark.parametrize(
    ("field", "value"),
    [("build_id", 1), ("environment", "staging"), ("commit", "0" * 40)],
)
def test_another_deployment_is_409(
    api: Api, waiting: tuple[dict[str, Any], str], field: str, value: Any
) -> None:
    found = error(api.get(f"/approval/{waiting[1]}", **{field: value}), 409, "not_this_deployment")
    assert fields(found) == [field]


def test_a_number_that_was_reused_by_another_build_is_told_apart(
    api: Api, deployments: Deployments, waiting: tuple[dict[str, Any], str]
) -> None:
    run, approval = waiting
    other, other_approval = deployments.waiting(number=run["number"])
    assert other_approval != approval
    found = error(
        api.get(f"/approval/{approval}", build_id=other["id"]), 409, "not_this_deployment"
    )
    assert str(run["id"]) in problems(found)


@pytest.mark.parametrize("query", [{"build_id": "x"}, {"build_id": "1e3"}, {"color": "red"}])
def test_a_malformed_query_is_400(
    api: Api, waiting: tuple[dict[str, Any], str], query: dict[str, str]
) -> None:
    found = error(api.get(f"/approval/{waiting[1]}", **query), 400, "invalid_request")
    assert fields(found) == list(query)


def test_a_repeated_parameter_is_400(api: Api, waiting: tuple[dict[str, Any], str]) -> None:
    error(api.get(f"/approval/{waiting[1]}", build_id=[1, 2]), 400, "duplicate_key")


def test_an_unknown_number_is_404(api: Api) -> None:
    error(api.get("/approval/APR-1999-001"), 404, "not_found")


@pytest.mark.parametrize("number", ["x", "APR-2026-1'", "APR-2026-0011", "%00", "%ff", "9" * 3000])
def test_garbage_for_a_number_is_404(api: Api, number: str) -> None:
    error(api.get(f"/approval/{number}"), 404, "not_found")


def test_another_connections_approval_is_as_unknown_as_none(
    api: Api, second: dict[str, str], people: People
) -> None:
    run = {"pipeline_name": "deploy-api", "run_id": api.number()}
    assert_ok(api.post("/run/start", run, second["api_token"]))
    body = {"run_id": run["run_id"], "deployment_target": "production", "environment": "eu"}
    body["environment"] = "production-eu"
    theirs = assert_ok(api.post("/approval", body, second["api_token"]))["approval_id"]
    ours = api.asked()

    by_machine = error(api.get(f"/approval/{theirs}"), 404, "not_found")
    unknown = error(api.get("/approval/APR-1999-001"), 404, "not_found")
    assert by_machine == unknown
    error(api.get(f"/approval/{ours}", second["api_token"]), 404, "not_found")
    by_person = api.call("GET", f"/approval/{theirs}", session=people.session("technical"))
    assert error(by_person, 404, "not_found") == unknown


def test_a_member_reads_it_in_the_session(api: Api, people: People) -> None:
    approval = api.asked()
    read = api.call("GET", f"/approval/{approval}", session=people.session("engineer"))
    assert assert_ok(read)["approval_id"] == approval


def test_nobody_reads_it_without_credentials(api: Api) -> None:
    error(api.call("GET", f"/approval/{api.asked()}"), 401, "unauthorized")
