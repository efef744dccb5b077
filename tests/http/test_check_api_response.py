"""A gate in ApiResponse mode: asked again and again, 2xx only when approved (DESIGN)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import Api, assert_ok
from tests.support.azure import Deployments
from tests.support.check_call import CheckCaller
from tests.support.people import People

STAGES = [{"name": "Staging", "jobs": [{"name": "Deploy", "environment": "staging"}]}]
MINUTES = 5


@pytest.fixture(scope="module", autouse=True)
def _asked_again(deployments: Deployments, people: People) -> Iterator[None]:
    """Switch the check on staging and its gate to ApiResponse mode, and back."""
    checks = deployments.azure_devops.organization()["checks"]
    (check,) = [one for one in checks if one["resource"]["id"] == "13"]
    (gate,) = people.call_kw("admin", "azdev.gate", "search", [["key", "=", "staging"]])["result"]

    def switch(mode: str, timeout: int, interval: int) -> None:
        deployments.azure_devops.edit_check(
            check["id"],
            timeout=timeout,
            inputs={"waitForCompletion": "true" if mode == "callback" else "false"},
            settings={"retryInterval": interval},
        )
        for method, values in (("write", [{"mode": mode}]), ("action_verify_again", [])):
            answer = people.call_kw("admin", "azdev.gate", method, [gate], *values)
            assert "error" not in answer, answer

    switch("api_response", MINUTES * 10, MINUTES)
    yield
    switch("callback", check["timeout"], 0)


def _answers(deployments: Deployments, run: dict[str, Any]) -> list[tuple[int, Any]]:
    """Return how the calls for a run were answered."""
    return [
        (call["status"], call["answer"])
        for call in deployments.azure_devops.calls()
        if call["purpose"] == "check" and call["body"].get("build_id") == str(run["id"])
    ]


def test_it_passes_at_the_first_question_after_the_yes(deployments: Deployments) -> None:
    run, approval = deployments.waiting(stages=STAGES)
    deployments.azure_devops.advance(MINUTES * 60)
    assert deployments.azure_devops.stage(run, "Staging")["state"] == "waiting"
    assert_ok(deployments.sign("technical", approval, "technical"))
    # Nothing is sent: Azure DevOps asks.
    assert deployments.azure_devops.stage(run, "Staging")["state"] == "waiting"
    deployments.azure_devops.advance(MINUTES * 60)
    assert deployments.azure_devops.wait_for(run)["result"] == "succeeded"
    assert _answers(deployments, run) == [
        (409, {"status": "pending"}),
        (409, {"status": "pending"}),
        (200, {"status": "approved"}),
    ]


def test_a_rejection_never_passes(deployments: Deployments) -> None:
    run, approval = deployments.waiting(stages=STAGES)
    assert_ok(deployments.sign("technical", approval, "technical", "rejected", "red tests"))
    deployments.azure_devops.advance(MINUTES * 60 * 11)
    deployments.azure_devops.wait_for(run)
    # Azure DevOps gives up at the check's time-out.
    assert deployments.azure_devops.stage(run, "Staging")["result"] == "skipped"
    assert {status for status, _answer in _answers(deployments, run)} == {409}
    assert _answers(deployments, run)[-1][1] == {"status": "rejected"}


def test_a_yes_is_for_this_build_only(deployments: Deployments) -> None:
    first, approval = deployments.waiting(stages=STAGES)
    assert_ok(deployments.sign("technical", approval, "technical"))
    second, _other = deployments.waiting(stages=STAGES)
    deployments.azure_devops.advance(MINUTES * 60)
    assert deployments.azure_devops.wait_for(first)["result"] == "succeeded"
    assert deployments.azure_devops.stage(second, "Staging")["state"] == "waiting"


def test_no_yes_while_azure_devops_cannot_be_asked(deployments: Deployments) -> None:
    run, approval = deployments.waiting(stages=STAGES)
    assert_ok(deployments.sign("technical", approval, "technical"))
    deployments.azure_devops.outage("read")
    try:
        deployments.azure_devops.advance(MINUTES * 60)
        assert _answers(deployments, run)[-1] == (409, {"status": "pending"})
    finally:
        deployments.azure_devops.end_outages()
    deployments.azure_devops.advance(MINUTES * 60)
    assert deployments.azure_devops.wait_for(run)["result"] == "succeeded"


def test_a_call_that_names_no_gate_is_not_passed(
    api: Api, instance: dict[str, Any], secrets: set[str]
) -> None:
    secrets.add("another-run-token-of-nobody")
    check = CheckCaller(api, instance["connection"], "another-run-token-of-nobody")
    body = json.dumps({"build_id": "999999", "stage": "Staging", "attempt": "1"}).encode()
    assert check.call(body).status_code >= 400
