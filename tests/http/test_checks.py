"""POST checks/<key>: claims of an Invoke REST API check, stored and acknowledged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.api import Api, assert_ok, error, fields
from tests.support.azure import STAGE, Deployments
from tests.support.check_call import CheckCaller
from tests.support.people import Json2
from tests.support.polling import until

BODY = {"gate": "production", "build_id": "999999", "stage": "Production", "attempt": "1"}


@pytest.fixture(scope="module")
def check(api: Api, instance: dict[str, Any], secrets: set[str]) -> CheckCaller:
    """The served connection's check, with a token that must never be seen again."""
    token = "run-token-that-no-log-may-hold"
    secrets.add(token)
    return CheckCaller(api, instance["connection"], token)


def _key(headers: dict[str, str]) -> str:
    return "/".join(headers[name] for name in ("PlanId", "JobId", "TaskInstanceId"))


def test_a_call_is_stored_and_acknowledged(check: CheckCaller, auditor: Json2) -> None:
    headers = check.headers()
    assert assert_ok(check.call(BODY, headers)) == {"acknowledged": True}
    stored = auditor.one(
        "azdev.delivery", [["dedupe_key", "=", _key(headers)]], "kind", "size", "content_hash"
    )
    assert stored["kind"] == "check"
    assert stored["size"] == len(json.dumps(BODY))


def test_the_same_again_is_stored_once(check: CheckCaller, auditor: Json2) -> None:
    headers = check.headers()
    first = assert_ok(check.call(BODY, headers))
    assert assert_ok(check.call(BODY, headers)) == first
    # A fresh token is no other call: Azure DevOps may renew it.
    assert assert_ok(check.call(BODY, {**headers, "AuthToken": check.auth_token + "2"})) == first
    assert auditor.one("azdev.delivery", [["dedupe_key", "=", _key(headers)]])


def test_the_same_task_with_another_body_is_409_and_the_first_stays(
    check: CheckCaller, auditor: Json2
) -> None:
    headers = check.headers()
    assert_ok(check.call(BODY, headers))
    error(check.call({**BODY, "build_id": "1"}, headers), 409, "conflict")
    stored = auditor.one(
        "azdev.delivery", [["dedupe_key", "=", _key(headers)]], "size", "content_hash"
    )
    assert stored["size"] == len(json.dumps(BODY))
    exceptions = auditor.read(
        "azdev.exception",
        [["delivery_id", "=", stored["id"]], ["kind", "=", "replayed_call"]],
        "severity",
    )
    assert [one["severity"] for one in exceptions] == ["critical"]


def test_an_unknown_gate_is_404(check: CheckCaller) -> None:
    assert fields(error(check.call({**BODY, "gate": "moon"}), 404, "not_found")) == ["gate"]


def test_another_project_is_404(check: CheckCaller) -> None:
    headers = check.headers(ProjectId="11111111-2222-4333-8444-555555555555")
    assert fields(error(check.call(BODY, headers), 404, "not_found")) == ["ProjectId"]


def test_a_malformed_call_is_400_that_lists_every_field(check: CheckCaller) -> None:
    headers = check.headers(PlanId="no-guid", JobId="", HubName="moon", PlanUrl="http://evil/")
    del headers["TimelineId"]
    body = {"gate": "production", "build_id": "-1", "attempt": "first"}
    found = error(check.call(body, headers), 400, "invalid_request")
    expected = {"PlanUrl", "HubName", "PlanId", "JobId", "TimelineId", "build_id", "attempt"}
    assert set(fields(found)) == expected


def test_a_value_that_still_reads_as_a_macro_is_missing(check: CheckCaller) -> None:
    body = {**BODY, "build_id": "$(Build.BuildId)"}
    assert fields(error(check.call(body), 400, "invalid_request")) == ["build_id"]


def test_unknown_fields_are_taken(check: CheckCaller) -> None:
    assert_ok(check.call({**BODY, "added_later": {"by": "registration"}}))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe\x00", id="not UTF-8"),
        pytest.param(b"<xml/>", id="not JSON"),
        pytest.param(b"[1]", id="no object"),
        pytest.param(b'{"build_id": "1", "build_id": "2"}', id="repeated key"),
        pytest.param(b'{"build_id": NaN}', id="NaN"),
        pytest.param(b'{"build_id": "1", "stage": "\\ud800"}', id="lone surrogate"),
        pytest.param(b'{"build_id": "1", "stage": "a\\u0000b"}', id="NUL"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"build_id": true}', id="boolean for a number"),
        pytest.param(b'{"build_id": 1.5}', id="fraction"),
    ],
)
def test_garbage_is_400(check: CheckCaller, body: bytes) -> None:
    error(check.call(body), 400, "invalid_request")


def test_2_mib_are_413(check: CheckCaller) -> None:
    error(check.call(b" " * (2 * 1024 * 1024)), 413, "body_too_large")


def test_an_invented_call_opens_no_approval_and_is_an_exception(
    check: CheckCaller, deployments: Deployments, auditor: Json2
) -> None:
    """Whoever knows the check's password can lie, but what he says is read back (promise 1)."""
    run, _approval = deployments.waiting()
    headers = check.headers()
    assert_ok(check.call({**BODY, "build_id": str(run["id"])}, headers))
    stored = auditor.one("azdev.delivery", [["dedupe_key", "=", _key(headers)]])
    until(
        lambda: auditor.read("azdev.exception", [["delivery_id", "=", stored["id"]]], "kind"),
        "an exception about the invented call",
        timeout=90,
    )
    assert auditor.read("azdev.approval", [["call_key", "=", _key(headers)]]) == []
    stage = deployments.azure_devops.stage(run, STAGE)
    assert stage["state"] == "waiting"
