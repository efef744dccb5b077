"""The bodies of PRD section 5, word for word, are taken and answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ipai_azdev_ica.schemas import (
    ApprovalCreate,
    ApprovalCreated,
    ApprovalState,
    EventRecorded,
    RunEvent,
    RunFinish,
    RunFinished,
    RunStart,
    RunStarted,
    Signed,
    SignRequest,
    examples,
    validate,
)

REQUESTS = [
    (
        RunStart,
        """{"pipeline_name": "deploy-api", "run_id": "20260127.1", "branch": "main",
            "commit": "abc123def456", "triggered_by": "user@example.com"}""",
    ),
    (
        RunEvent,
        """{"run_id": "20260127.1", "event_type": "build_success", "event_data":
            {"image": "myacr.azurecr.io/api:20260127.1", "duration_seconds": 120}}""",
    ),
    (
        RunFinish,
        """{"run_id": "20260127.1", "status": "success", "end_time": "2026-01-27T14:30:00Z"}""",
    ),
    (
        ApprovalCreate,
        """{"run_id": "20260127.1", "deployment_target": "production", "estimated_cost": 2500,
            "checklist": {"test_coverage": true, "security_scan": true,
            "breaking_changes": false}}""",
    ),
    (
        SignRequest,
        """{"approval_type": "technical", "decision": "approved",
            "comments": "All tests passed, security scan clean"}""",
    ),
]

# The PRD's hashes are cut short ("sha256:abc123..."), so they are compared by their form.
HASH = "sha256:" + "ab" * 32
ANSWERS = [
    (RunStarted, {"success": True, "run_id": "20260127.1", "odoo_record_id": 12345}),
    (EventRecorded, {"success": True, "event_id": 67890}),
    (RunFinished, {"success": True, "audit_hash": HASH}),
    (
        ApprovalCreated,
        {
            "success": True,
            "approval_id": "APR-2026-001",
            "status": "pending",
            "approvers": ["tech@example.com", "finance@example.com"],
        },
    ),
    (Signed, {"success": True, "signature_hash": HASH}),
]

DECISION = {
    "approval_id": "APR-2026-001",
    "status": "approved",
    "technical_approval": {
        "approved_by": "tech@example.com",
        "timestamp": "2026-01-27T14:35:00Z",
    },
    "business_approval": {
        "approved_by": "finance@example.com",
        "timestamp": "2026-01-27T14:40:00Z",
    },
}


@pytest.mark.parametrize(("model", "body"), REQUESTS)
def test_requests_of_the_prd_are_taken(model: type[Any], body: str) -> None:
    sent = validate(model, body.encode()).model_dump(mode="json", exclude_unset=True)
    assert sent == json.loads(body)


@pytest.mark.parametrize(("model", "body"), ANSWERS)
def test_answers_of_the_prd_are_given(model: type[Any], body: dict[str, Any]) -> None:
    assert json.loads(model(**body).body()) == body


def test_the_decision_of_the_prd_is_given_with_more_fields() -> None:
    answer = json.loads(ApprovalState(**examples.APPROVAL_STATE).body())
    assert DECISION.items() <= answer.items()


def test_the_documented_requests_are_those_of_the_prd() -> None:
    documented = [
        examples.RUN_START,
        examples.RUN_EVENT,
        examples.RUN_FINISH,
        examples.APPROVAL_CREATE,
        examples.SIGN_REQUEST,
    ]
    assert documented == [json.loads(body) for _, body in REQUESTS]
