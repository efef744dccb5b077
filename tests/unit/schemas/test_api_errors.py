"""The error envelope and the answers."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from pydantic import ValidationError

from ipai_azdev_ica.schemas import (
    STATUS_OF,
    ApprovalState,
    ErrorCode,
    RequestProblem,
    RoleApproval,
    RunFinished,
    RunStarted,
    problem,
)


def test_every_code_has_a_documented_status() -> None:
    assert set(STATUS_OF) == set(ErrorCode)
    assert set(STATUS_OF.values()) == {400, 401, 403, 404, 409, 413, 422, 429, 500, 503}


def test_a_problem_becomes_the_envelope() -> None:
    found = problem(ErrorCode.CONFLICT, "the run is recorded otherwise", [("branch", "differs")])
    assert isinstance(found, RequestProblem)
    assert (found.status, str(found)) == (409, "the run is recorded otherwise")
    assert json.loads(found.answer("r-1").body()) == {
        "success": False,
        "error": {
            "code": "conflict",
            "message": "the run is recorded otherwise",
            "details": [{"field": "branch", "problem": "differs"}],
        },
        "request_id": "r-1",
    }


def test_answers_say_success_by_themselves() -> None:
    answer = RunStarted(run_id="1", odoo_record_id=5)
    assert json.loads(answer.body()) == {"success": True, "run_id": "1", "odoo_record_id": 5}


def test_an_answer_with_a_wrong_hash_is_not_sent() -> None:
    with pytest.raises(ValidationError):
        RunFinished(audit_hash="sha256:abc123")


def test_an_approval_that_nobody_signed_says_null() -> None:
    answer = ApprovalState(
        approval_id="APR-2026-001",
        status="technical_approved",
        technical_approval=RoleApproval(
            approved_by="tech@example.com", timestamp=datetime(2026, 1, 27, 14, 35)
        ),
        business_approval=None,
        withdrawn_approvals=[],
        run_id="20260127.1",
        pipeline_name="deploy-api",
        build_id=None,
        deployment_target="production",
        environment=None,
        stage=None,
        attempt=None,
        commit=None,
        valid_until=None,
        successor_id=None,
        delivery=None,
        facts_source="claimed_by_caller",
    )
    sent = json.loads(answer.body())
    assert sent["technical_approval"]["timestamp"] == "2026-01-27T14:35:00Z"
    assert sent["business_approval"] is None
