"""The OpenAPI document is valid, complete, and says what the models do."""

from __future__ import annotations

import inspect
import json
from typing import Any

import openapi_spec_validator
import pytest
from jsonschema import Draft202012Validator

from ipai_azdev_ica import schemas
from ipai_azdev_ica.schemas import KNOWN_EVENTS, STATUS_OF
from ipai_azdev_ica.schemas.base import AnswerModel, RequestModel
from ipai_azdev_ica.schemas.openapi import document

PREFIX = "/api/v1/azdev"
PATHS = {
    "/run/start": {"post"},
    "/run/event": {"post"},
    "/run/finish": {"post"},
    "/approval": {"post"},
    "/approval/{approval_id}": {"get"},
    "/approval/{approval_id}/sign": {"post"},
    "/hooks/{connection_key}": {"post"},
    "/checks/{connection_key}": {"post"},
    "/ledger/checkpoint": {"get"},
    "/ledger/tile/{level}/{tile}": {"get"},
    "/ledger/tile/{level}/{tile}.p/{width}": {"get"},
    "/ledger/key": {"get"},
    "/ledger/entries/{entry}/proof": {"get"},
    "/health/live": {"get"},
    "/health/ready": {"get"},
    "/openapi.json": {"get"},
    "/docs": {"get"},
}
# Their fields stand in the document as query parameters, or in the models made from them.
NOT_BODIES = {"ApprovalQuery", "LedgerProofQuery", "RunReference"}


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    return document("https://odoo.example.com", "19.0.1.0.0")


def operations(api: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, body) for path, item in api["paths"].items() for body in item.values()]


def valid(api: dict[str, Any], name: str, value: object) -> bool:
    schema = {"$ref": f"#/components/schemas/{name}", "components": api["components"]}
    return bool(Draft202012Validator(schema).is_valid(value))


def test_the_document_is_valid_openapi_3_1(api: dict[str, Any]) -> None:
    openapi_spec_validator.validate(api)
    assert api["openapi"].startswith("3.1.")
    assert api["servers"] == [{"url": "https://odoo.example.com"}]
    assert api["info"]["version"] == "19.0.1.0.0"


def test_the_document_is_json_and_always_the_same(api: dict[str, Any]) -> None:
    again = document("https://odoo.example.com", "19.0.1.0.0")
    assert json.dumps(api) == json.dumps(again)


def test_every_route_is_documented(api: dict[str, Any]) -> None:
    assert {path: set(item) for path, item in api["paths"].items()} == {
        PREFIX + path: methods for path, methods in PATHS.items()
    }


def test_operation_ids_are_unique_and_tags_are_described(api: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(api)]
    assert len(ids) == len(set(ids)) == len(PATHS)
    used = {tag for _, operation in operations(api) for tag in operation["tags"]}
    assert used == {tag["name"] for tag in api["tags"]}


def test_every_model_stands_in_the_document(api: dict[str, Any]) -> None:
    models = {
        name
        for name, member in vars(schemas).items()
        if inspect.isclass(member) and issubclass(member, RequestModel | AnswerModel)
    }
    known = {model.__name__ for model in KNOWN_EVENTS.values()}
    assert (models - NOT_BODIES) | known <= set(api["components"]["schemas"])


def test_only_health_and_the_document_itself_need_no_credentials(api: dict[str, Any]) -> None:
    open_paths = {path for path, operation in operations(api) if not operation["security"]}
    assert open_paths == {
        PREFIX + path for path in ("/health/live", "/health/ready", "/openapi.json", "/docs")
    }


def test_azure_devops_uses_basic_and_only_people_a_session(api: dict[str, Any]) -> None:
    by_path = {path: operation["security"] for path, operation in operations(api)}
    assert by_path[PREFIX + "/hooks/{connection_key}"] == [{"basic": []}]
    assert by_path[PREFIX + "/checks/{connection_key}"] == [{"basic": []}]
    assert by_path[PREFIX + "/run/start"] == [{"bearer": []}]
    assert {"session": []} in by_path[PREFIX + "/approval/{approval_id}/sign"]


def test_the_ledger_is_read_by_people_and_by_no_machine(api: dict[str, Any]) -> None:
    ledger = [body["security"] for path, body in operations(api) if "/ledger/" in path]
    assert ledger == [[{"api_key": []}, {"session": []}]] * 5


def test_whoever_needs_credentials_may_be_told_to_slow_down(api: dict[str, Any]) -> None:
    for _path, operation in operations(api):
        assert ("429" in operation["responses"]) == bool(operation["security"])


def test_answers_to_try_again_later_say_when(api: dict[str, Any]) -> None:
    responses = api["components"]["responses"]
    told = {
        name for name, response in responses.items() if "Retry-After" in response.get("headers", {})
    }
    assert told == {"Error429", "Error503"}


def test_a_hook_is_stored_refused_or_put_off(api: dict[str, Any]) -> None:
    hook = api["paths"][PREFIX + "/hooks/{connection_key}"]["post"]
    assert set(hook["responses"]) == {"200", "401", "429", "503"}


def test_every_status_of_an_error_code_is_described(api: dict[str, Any]) -> None:
    names = {f"Error{status}" for status in STATUS_OF.values()}
    assert set(api["components"]["responses"]) == names


def test_check_calls_name_the_headers_of_azure_devops(api: dict[str, Any]) -> None:
    check = api["paths"][PREFIX + "/checks/{connection_key}"]["post"]
    headers = [item["name"] for item in check["parameters"] if item["in"] == "header"]
    assert {"PlanUrl", "ProjectId", "HubName", "PlanId", "JobId", "TimelineId",
            "TaskInstanceId", "AuthToken"} == set(headers)  # fmt: skip


def test_every_example_is_valid_by_its_schema(api: dict[str, Any]) -> None:
    media = [
        found
        for _, operation in operations(api)
        for part in (operation.get("requestBody"), *operation["responses"].values())
        if part and "content" in part
        for found in part["content"].values()
    ]
    media += [
        found
        for response in api["components"]["responses"].values()
        for found in response["content"].values()
    ]
    checked = 0
    for found in media:
        schema = {**found["schema"], "components": api["components"]}
        for example in found.get("examples", {}).values():
            Draft202012Validator(schema).validate(example["value"])
            checked += 1
    assert checked > 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RunStart", {"run_id": "1", "pipeline_name": "p", "branch": None}),
        ("RunStart", {"run_id": "1", "pipeline_name": "p", "unknown": 1}),
        ("RunStart", {"run_id": "1"}),
        ("RunStart", {"run_id": "a\nb", "pipeline_name": "p"}),
        ("RunEvent", {"run_id": "1", "event_type": "cost_estimate", "event_data": {}}),
        ("RunEvent", {"run_id": "1", "event_type": "Bad"}),
        ("RunFinish", {"run_id": "1", "status": "running", "end_time": "2026-01-27T14:30:00Z"}),
        ("ApprovalCreate", {"run_id": "1", "deployment_target": "test"}),
        ("ApprovalCreate", {"run_id": "1", "deployment_target": "staging", "estimated_cost": -1}),
        ("ApprovalCreate", {"run_id": "1", "deployment_target": "staging", "checklist": {"A": 1}}),
        ("SignRequest", {"approval_type": "technical", "decision": "rejected"}),
        ("SignRequest", {"approval_type": "technical", "decision": "rejected", "comments": ""}),
    ],
)
def test_schema_and_model_refuse_the_same(
    api: dict[str, Any], refusal: Any, name: str, value: dict[str, Any]
) -> None:
    refusal(getattr(schemas, name), value)
    assert not valid(api, name, value)


def test_an_unknown_event_type_may_hold_anything(api: dict[str, Any]) -> None:
    value = {"run_id": "1", "event_type": "smoke_test", "event_data": {"x": [None]}}
    assert valid(api, "RunEvent", value)


def test_answers_may_get_more_fields_later(api: dict[str, Any]) -> None:
    later = {"success": True, "run_id": "1", "odoo_record_id": 5, "added_later": 1}
    assert valid(api, "RunStarted", later)
