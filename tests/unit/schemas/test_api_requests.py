"""Requests as PRD section 5 has them, and what their refusals tell."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from ipai_azdev_ica.schemas import (
    ApprovalCreate,
    ApprovalQuery,
    ErrorCode,
    RequestProblem,
    RunEvent,
    RunFinish,
    RunStart,
    SignRequest,
    validate,
    validate_query,
)
from ipai_azdev_ica.schemas.events import ChecklistEvent, ComplianceFlagsEvent, CostEstimateEvent
from ipai_azdev_ica.schemas.limits import MAX_EVENT_DATA_BYTES

START = {"run_id": "20260127.1", "pipeline_name": "deploy-api"}


def body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def event(event_type: str, event_data: object) -> RunEvent:
    return validate(RunEvent, body(run_id="1", event_type=event_type, event_data=event_data))


@pytest.mark.parametrize(
    ("model", "missing"),
    [
        (RunStart, ["run_id", "pipeline_name"]),
        (RunEvent, ["run_id", "event_type"]),
        (RunFinish, ["run_id", "status", "end_time"]),
        (ApprovalCreate, ["run_id", "deployment_target"]),
        (SignRequest, ["approval_type", "decision"]),
    ],
)
def test_missing_fields_are_named(refusal: Any, model: type[Any], missing: list[str]) -> None:
    found = refusal(model, {})
    assert (found.status, found.code) == (400, ErrorCode.INVALID_REQUEST)
    assert found.details == [(name, "is required") for name in missing]


def test_optional_fields_may_be_left_out() -> None:
    found = validate(RunStart, body(**START))
    assert (found.branch, found.commit, found.triggered_by, found.build_id) == (None,) * 4


@pytest.mark.parametrize("value", [[], "text", 1, None, True])
def test_the_body_must_be_an_object(refusal: Any, value: object) -> None:
    assert refusal(RunStart, value).code is ErrorCode.NOT_AN_OBJECT


def test_an_unknown_field_is_told_its_nearest_known_one(refusal: Any) -> None:
    found = refusal(RunStart, {**START, "comit": "abc123d", "<b>": 1, "zzz": 2})
    assert found.details[0] == ("comit", "is not a known field: did you mean commit?")
    assert found.details[1][0] == "?"
    assert found.details[2][1].startswith("is not a known field: known are run_id, pipeline_name")


def test_many_unknown_fields_are_refused_at_once(refusal: Any) -> None:
    found = refusal(RunStart, {f"f{number}": 1 for number in range(65)})
    assert (found.message, found.details) == ("more than 64 fields", [])


def test_at_most_20_problems_are_listed(refusal: Any) -> None:
    assert len(refusal(RunStart, {f"f{number}": 1 for number in range(60)}).details) == 20


def test_a_known_event_is_read_as_its_type() -> None:
    cost = event("cost_estimate", {"estimated_monthly_cost": 2500, "source": "pipeline"})
    facts = cost.facts()
    assert isinstance(facts, CostEstimateEvent)
    assert facts.estimated_monthly_cost == Decimal(2500)
    assert facts.model_extra == {"source": "pipeline"}


def test_no_flags_and_a_checklist_are_facts_too() -> None:
    assert event("compliance_flags", {"flags": []}).facts() == ComplianceFlagsEvent(flags=[])
    checklist = event("checklist", {"test_coverage": True}).facts()
    assert isinstance(checklist, ChecklistEvent)
    assert checklist.items() == {"test_coverage": True}


def test_an_unknown_event_type_is_kept() -> None:
    found = event("smoke_test", {"anything": [1, {"x": None}]})
    assert found.facts() is None
    assert found.event_data == {"anything": [1, {"x": None}]}


def test_event_data_may_be_left_out_where_nothing_is_required() -> None:
    assert validate(RunEvent, body(run_id="1", event_type="deploy_success")).event_data == {}


@pytest.mark.parametrize(
    ("event_type", "event_data", "field"),
    [
        ("cost_estimate", {}, "event_data.estimated_monthly_cost"),
        ("cost_estimate", {"estimated_monthly_cost": "2500"}, "event_data.estimated_monthly_cost"),
        ("test_result", {"passed": 1, "failed": -1}, "event_data.failed"),
        ("test_result", {"passed": 1, "failed": 0, "coverage": 101}, "event_data.coverage"),
        ("security_scan", {"passed": "true"}, "event_data.passed"),
        ("checklist", {"coverage": "80"}, "event_data.coverage"),
        ("checklist", {"Bad Name": True}, "event_data.?"),
        ("compliance_flags", {"flags": ["GDPR"]}, "event_data.flags.0"),
        ("smoke_test", [], "event_data"),
        ("smoke_test", {"x": "y" * MAX_EVENT_DATA_BYTES}, "event_data"),
        ("Build", {}, "event_type"),
        ("", {}, "event_type"),
        ("a" * 65, {}, "event_type"),
    ],
)
def test_events_name_the_field_that_is_wrong(
    refusal: Any, event_type: str, event_data: object, field: str
) -> None:
    found = refusal(RunEvent, {"run_id": "1", "event_type": event_type, "event_data": event_data})
    assert [name for name, _ in found.details] == [field]


def test_event_data_of_exactly_64_kib_is_kept() -> None:
    text = "y" * (MAX_EVENT_DATA_BYTES - len('{"x":""}'))
    assert len(event("smoke_test", {"x": text}).event_data_json()) == MAX_EVENT_DATA_BYTES


def test_event_data_is_stored_the_same_whatever_its_order() -> None:
    raw = b'{"run_id":"1","event_type":"x","event_data":{"b":1.50,"a":120.0}}'
    found = validate(RunEvent, raw)
    assert found.event_data_json() == '{"a":120,"b":1.5}'
    assert found.model_dump(mode="json")["event_data"] == {"a": 120, "b": 1.5}


def test_event_data_that_was_not_parsed_here_is_still_checked() -> None:
    with pytest.raises(ValueError, match="U\\+0000"):
        RunEvent(run_id="1", event_type="x", event_data={"a": "\x00"})


def test_an_approval_may_leave_cost_and_checklist_to_the_policy() -> None:
    found = validate(ApprovalCreate, body(run_id="1", deployment_target="staging"))
    assert (found.estimated_cost, found.checklist) == (None, {})


def test_an_approval_can_be_dumped_as_json() -> None:
    raw = (
        b'{"run_id":"1","deployment_target":"staging","estimated_cost":10.50,'
        b'"checklist":{"coverage":79.5,"scan":true}}'
    )
    dumped = validate(ApprovalCreate, raw).model_dump(mode="json", exclude_none=True)
    assert dumped == {
        "run_id": "1",
        "deployment_target": "staging",
        "estimated_cost": 10.5,
        "checklist": {"coverage": 79.5, "scan": True},
    }


@pytest.mark.parametrize("comments", [{}, {"comments": ""}, {"comments": " \n\t"}])
def test_a_rejection_needs_a_reason(refusal: Any, comments: dict[str, str]) -> None:
    request = {"approval_type": "business", "decision": "rejected", **comments}
    assert refusal(SignRequest, request).details == [("comments", "must say why it was rejected")]


def test_an_approval_needs_no_comment() -> None:
    found = validate(SignRequest, body(approval_type="business", decision="approved"))
    assert found.comments == ""


def test_an_undecided_signature_is_told_about_its_decision_only(refusal: Any) -> None:
    found = refusal(SignRequest, {"approval_type": "business", "decision": "maybe"})
    assert [name for name, _ in found.details] == ["decision"]


def test_a_query_is_read_from_its_texts() -> None:
    pairs = [("build_id", "4711"), ("environment", "production"), ("commit", "abc123d")]
    found = validate_query(ApprovalQuery, pairs)
    assert (found.build_id, found.environment, found.commit) == (4711, "production", "abc123d")


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ([("build_id", "0")], "build_id"),
        ([("build_id", "4711.0")], "build_id"),
        ([("build_id", "")], "build_id"),
        ([("build_id", "٣")], "build_id"),
        ([("build_id", "9" * 30)], "build_id"),
        ([("commit", "main")], "commit"),
        ([("build", "1")], "build"),
        ([("commit", "abc123d"), ("commit", "abc123d")], "commit"),
    ],
)
def test_a_query_refuses(pairs: list[tuple[str, str]], field: str) -> None:
    with pytest.raises(RequestProblem) as caught:
        validate_query(ApprovalQuery, pairs)
    assert caught.value.status == 400
    assert [name for name, _ in caught.value.details] == [field]
