"""POST hooks/<key>: with the right credentials always stored and answered 200."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.support.api import Api, assert_ok
from tests.support.azure import Deployments
from tests.support.people import Json2
from tests.support.polling import until

MIB = 1024 * 1024
Send = Callable[..., requests.Response]


@pytest.fixture(scope="module")
def send(api: Api, instance: dict[str, Any]) -> Send:
    """Deliver a body with the subscription's credentials."""
    connection = instance["connection"]

    def post(body: bytes, content_type: str = "application/json") -> requests.Response:
        return api.call(
            "POST",
            f"/hooks/{connection['key']}",
            data=body,
            headers={"Content-Type": content_type},
            auth=(connection["hook_username"], connection["hook_password"]),
        )

    return post


def _stored(auditor: Json2, body: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(body).hexdigest()
    return auditor.one("azdev.delivery", [["content_hash", "=", digest]], "size", "truncated")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"garbage \xff\x00\xfe", id="garbage"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b'{"resource": {"a": 1, "a": 2}}', id="repeated key"),
        pytest.param(b'{"resource": NaN}', id="NaN"),
        pytest.param(b'{"eventType": "\\ud800"}', id="lone surrogate"),
        pytest.param(b'{"eventType": "a\\u0000b"}', id="NUL"),
        pytest.param(b'{"subscriptionId": 7, "notificationId": "x"}', id="wrong types"),
        pytest.param(b'{"subscriptionId": "\\ud800", "notificationId": 1}', id="surrogate id"),
        pytest.param(b'{"subscriptionId": "a\\u0000", "notificationId": 1}', id="NUL id"),
        pytest.param(b'{"id": "a\\u0000b"}', id="NUL event id"),
        pytest.param(b'{"subscriptionId": "s", "notificationId": 1e400}', id="huge number"),
        pytest.param(b'{"notificationId": ' + b"9" * 5000 + b"}", id="endless number"),
        pytest.param(b"[" * 50_000, id="deep"),
    ],
)
def test_whatever_comes_is_stored(send: Send, auditor: Json2, body: bytes) -> None:
    assert assert_ok(send(body)) == {"success": True}
    assert _stored(auditor, body) == {
        "id": _stored(auditor, body)["id"],
        "size": len(body),
        "truncated": False,
    }


@pytest.mark.parametrize(
    ("size", "truncated"),
    [(2 * MIB, False), (4 * MIB, False), (4 * MIB + 1, True), (5 * MIB, True)],
)
def test_above_4_mib_the_head_and_the_hash_are_kept(
    send: Send, auditor: Json2, size: int, truncated: bool
) -> None:
    body = uuid.uuid4().bytes.hex().encode().ljust(size, b"x")
    assert_ok(send(body))
    stored = _stored(auditor, body)
    assert (stored["size"], stored["truncated"]) == (size, truncated)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_any_content_type_is_taken(send: Send, auditor: Json2, content_type: str) -> None:
    body = json.dumps({"id": str(uuid.uuid4()), "type": content_type}).encode()
    assert_ok(send(body, content_type))
    assert _stored(auditor, body)["size"] == len(body)


def test_a_notification_that_comes_again_is_stored_once(send: Send, auditor: Json2) -> None:
    subscription = str(uuid.uuid4())
    envelope = {"subscriptionId": subscription, "notificationId": 5, "eventType": "build.complete"}
    for attempt in range(3):
        assert_ok(send(json.dumps({**envelope, "createdDate": str(attempt)}).encode()))
    assert auditor.one("azdev.delivery", [["dedupe_key", "=", f"{subscription}/5"]])


def test_one_bad_row_is_set_aside_and_the_rest_goes_on(
    send: Send, auditor: Json2, deployments: Deployments
) -> None:
    body = f"unreadable {uuid.uuid4()}".encode()
    assert_ok(send(body))
    _run, approval = deployments.waiting()
    assert_ok(deployments.sign("technical", approval, "technical", "rejected", "test over"))
    deployments.ledger_run(_run)
    stored = _stored(auditor, body)
    until(
        lambda: auditor.read(
            "azdev.delivery", [["id", "=", stored["id"]], ["state", "=", "set_aside"]]
        ),
        "the unreadable delivery to be set aside",
    )


def test_an_event_about_a_run_is_read_back_and_not_believed(
    send: Send, auditor: Json2, deployments: Deployments
) -> None:
    """A forged "completed" of a run that waits closes nothing (promise 1)."""
    run, approval = deployments.waiting()
    forged = {
        "subscriptionId": str(uuid.uuid4()),
        "notificationId": 1,
        "eventType": "ms.vss-pipelines.run-state-changed-event",
        "publisherId": "pipelines",
        "resource": {
            "run": {"id": run["id"], "state": "completed", "result": "succeeded"},
            "runId": run["id"],
            "projectId": deployments.azure_devops.project_id,
        },
        "resourceContainers": {"project": {"id": deployments.azure_devops.project_id}},
    }
    body = json.dumps(forged).encode()
    assert_ok(send(body))
    digest = hashlib.sha256(body).hexdigest()
    until(
        lambda: auditor.read(
            "azdev.delivery", [["content_hash", "=", digest], ["state", "!=", "waiting"]]
        ),
        "the forged event to be processed",
    )
    row = auditor.one("azdev.pipeline.run", [["build_id", "=", run["id"]]], "status")
    assert row["status"] == "running"
    assert deployments.state(approval)["status"] == "pending"
