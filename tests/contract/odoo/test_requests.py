"""Each request that Odoo sends is what Microsoft's published specifications say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.azure_devops import spec

Sent = list[dict[str, Any]]


def _paths(sent: Sent, method: str) -> str:
    return " ".join(request["path"].lower() for request in sent if request["method"] == method)


def test_every_request_is_valid(sent: Sent) -> None:
    problems = set()
    for request in sent:
        try:
            spec.check_request(request)
        except spec.ContractViolation as violation:
            problems.add(str(violation))
    assert problems == set()


@pytest.mark.parametrize(
    ("method", "part"),
    [
        ("GET", "/_apis/build/builds/"),
        ("GET", "/timeline"),
        ("GET", "/_apis/pipelines/checks/runs/"),
        ("GET", "/_apis/pipelines/checks/configurations"),
        ("POST", "/events"),
        ("POST", "/feed"),
        ("POST", "/logs"),
    ],
)
def test_the_flows_used_what_is_to_be_checked(sent: Sent, method: str, part: str) -> None:
    assert part in _paths(sent, method)


def test_every_request_is_authenticated_versioned_and_no_redirect_to_a_login(sent: Sent) -> None:
    """Without the last header Azure DevOps answers 302 to a sign-in page instead of 401."""
    for request in sent:
        assert "authorization" in request["headers"], request
        assert request["query"].get("api-version") or "api-version=" in str(
            request["headers"].get("accept")
        ), request
        assert request["headers"].get("x-tfs-fedauthredirect") == "Suppress", request


def test_a_decision_names_its_job_and_task(sent: Sent) -> None:
    decisions = [one for one in sent if one["path"].endswith("/events")]
    assert {one["body"]["result"] for one in decisions} == {"succeeded", "failed"}
    for decision in decisions:
        assert decision["body"]["name"] == "TaskCompleted"
        assert decision["body"]["jobId"]
        assert decision["body"]["taskId"]
        assert "/hubs/checks/plans/" in decision["path"].lower()
