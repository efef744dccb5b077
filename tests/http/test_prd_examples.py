"""PRD section 5: the examples, word for word, in the order of a pipeline."""

from __future__ import annotations

import re

from tests.support.api import Api, assert_ok, error

RUN_START = b"""{
  "pipeline_name": "deploy-api",
  "run_id": "20260127.1",
  "branch": "main",
  "commit": "abc123def456",
  "triggered_by": "user@example.com"
}"""
RUN_EVENT = b"""{
  "run_id": "20260127.1",
  "event_type": "build_success",
  "event_data": {
    "image": "myacr.azurecr.io/api:20260127.1",
    "duration_seconds": 120
  }
}"""
RUN_FINISH = b"""{
  "run_id": "20260127.1",
  "status": "success",
  "end_time": "2026-01-27T14:30:00Z"
}"""
APPROVAL = b"""{
  "run_id": "20260127.1",
  "deployment_target": "production",
  "estimated_cost": 2500,
  "checklist": {
    "test_coverage": true,
    "security_scan": true,
    "breaking_changes": false
  }
}"""
SIGN = b"""{
  "approval_type": "technical",
  "decision": "approved",
  "comments": "All tests passed, security scan clean"
}"""


def test_run_and_approval_answer_as_the_prd_says(api: Api) -> None:
    started = assert_ok(api.post("/run/start", RUN_START))
    assert started["success"] is True
    assert started["run_id"] == "20260127.1"
    assert isinstance(started["odoo_record_id"], int)

    recorded = assert_ok(api.post("/run/event", RUN_EVENT))
    assert recorded["success"] is True
    assert isinstance(recorded["event_id"], int)

    created = assert_ok(api.post("/approval", APPROVAL))
    assert created["success"] is True
    assert re.fullmatch(r"APR-\d{4}-\d{3,}", created["approval_id"])
    assert created["status"] == "pending"
    assert {"tessa@fabrikam.example", "bella@fabrikam.example"} <= set(created["approvers"])

    state = assert_ok(api.get(f"/approval/{created['approval_id']}"))
    assert state["approval_id"] == created["approval_id"]
    assert state["status"] == "pending"
    assert state["technical_approval"] is None
    assert state["business_approval"] is None

    finished = assert_ok(api.post("/run/finish", RUN_FINISH))
    assert finished["success"] is True
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", finished["audit_hash"])


def test_a_person_signs_with_the_prds_body(api: Api, people) -> None:
    approval = api.asked()
    signed = assert_ok(
        api.call(
            "POST",
            f"/approval/{approval}/sign",
            session=people.session("technical"),
            data=SIGN,
            headers={"Content-Type": "application/json"},
        )
    )
    assert signed["success"] is True
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", signed["signature_hash"])
    state = assert_ok(api.get(f"/approval/{approval}"))
    assert state["status"] == "technical_approved"
    assert state["technical_approval"]["approved_by"] == "tessa@fabrikam.example"
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", state["technical_approval"]["timestamp"]
    )


def test_missing_required_fields_are_400(api: Api) -> None:
    found = error(api.post("/run/start", {"branch": "main"}), 400, "invalid_request")
    assert {detail["field"] for detail in found["details"]} == {"pipeline_name", "run_id"}
