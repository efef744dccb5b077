"""Marked names and secrets go through everything and are found only where listed (P4).

Everything is searched: each column of each table, the stored files, the logs (ours at DEBUG), and
what the open addresses answer. A ledger entry never holds any of them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from devtools.testing import Served
from tests.support.api import PREFIX, Api, assert_ok
from tests.support.azure import Deployments
from tests.support.canary import Canary, Found
from tests.support.check_call import CheckCaller
from tests.support.from_address import session_from
from tests.support.people import Json2, People
from tests.support.polling import until

Json = dict[str, Any]
ADDRESS = "127.83.97.65"
MARKERS = {
    "name": "Kanarienvogel Zyxwvut",
    "e-mail": "kanarienvogel.qxz@nowhere.example",
    "branch": "refs/heads/kanari-branch-qzx",
    "commit message": "kanari-message-qzxw",
    "event": "kanari-event-qzxwv",
    "comment": "kanari-comment-qzxwvu",
    "rejection": "kanari-reason-qzxwvut",
    "question": "kanari-question-qzxwv",
    "answer": "kanari-answer-qzxwvu",
    "AuthToken": "kanari-authtoken-qzxwvut-0123456789abcdef",
    "IP address": ADDRESS,
}
# Where each may stand, and no secret anywhere; a ledger entry's bytes hold only commitments to it.
ALLOWED: dict[str, set[str]] = {
    "name": {
        "azdev_approval.dossier",
        "azdev_delivery.body",
        "azdev_ledger_opening.texts",
        "azdev_pipeline_run.triggered_by",
    },
    "e-mail": {
        "azdev_approval.dossier",
        "azdev_delivery.body",
        "azdev_ledger_opening.texts",
        "azdev_pipeline_run.triggered_by",
    },
    "branch": {
        "azdev_approval.branch",
        "azdev_approval.dossier",
        "azdev_approval.material_facts",
        "azdev_delivery.body",
        "azdev_ledger_opening.texts",
        "azdev_pipeline_run.branch",
    },
    "commit message": {"azdev_delivery.body"},
    "event": {"azdev_pipeline_event.event_data"},
    "comment": {"azdev_approval_signature.comments", "azdev_ledger_opening.texts"},
    "rejection": {
        "azdev_approval.rejection_reason",
        "azdev_approval_signature.comments",
        "azdev_callback.text",
        "azdev_ledger_opening.texts",
    },
    # dialogues keep what was typed until Odoo's daily clean-up
    "question": {"azdev_approval_ask.question", "azdev_approval_message.body"},
    "answer": {"azdev_approval_answer.answer", "azdev_approval_message.body"},
    "IP address": {
        "azdev_approval_signature.ip_address",
        "azdev_ledger_opening.texts",
        "res_device_log.ip_address",
    },
}
# The access log names who called.
ALLOWED_FILES = {"IP address": {"logs/odoo.log"}}


@pytest.fixture(scope="module")
def canary(instance: Json, people: People) -> Canary:
    """All marked texts: those above, and the secrets of this instance."""
    connection = instance["connection"]
    secrets = {
        "API token": connection["api_token"],
        "hook password": connection["hook_password"],
        "check password": connection["check_password"],
        "password of a person": people["technical"]["password"],
        "API key of a person": people["technical"]["api_key"],
    }
    return Canary({**MARKERS, **secrets})


@pytest.fixture(scope="module", autouse=True)
def _sung(
    api: Api, instance: Json, deployments: Deployments, people: People, auditor: Json2
) -> None:
    """Send every marked text in by every way that it can come."""
    _claim(api)
    _call(api, instance)
    hook = _hook(api, instance)
    changes = [
        {
            "author": MARKERS["name"],
            "email": MARKERS["e-mail"],
            "message": MARKERS["commit message"],
        }
    ]
    spec = {"branch": MARKERS["branch"], "changes": changes}
    run, first = deployments.waiting(**spec)
    _talk(people, first)
    _sign(api, people, first, "technical", "approved", MARKERS["comment"])
    assert_ok(deployments.sign("business", first, "business"))
    deployments.ledger_run(run)
    run, second = deployments.waiting(**spec)
    _sign(api, people, second, "technical", "rejected", MARKERS["rejection"])
    deployments.reaches(second, lambda found: found["delivery"] == "confirmed")
    deployments.ledger_run(run)
    until(
        lambda: auditor.read(
            "azdev.delivery", [["dedupe_key", "=", hook], ["state", "!=", "waiting"]]
        ),
        "the marked hook to be processed",
    )


def _claim(api: Api) -> None:
    run = api.started(
        branch=MARKERS["branch"], commit="abc123def456", triggered_by=MARKERS["e-mail"]
    )
    named = api.started(triggered_by=MARKERS["name"])
    event = {"event_type": "note", "event_data": {"text": MARKERS["event"]}}
    for one in (run, named):
        assert_ok(api.post("/run/event", {"run_id": one["run_id"], **event}))
    body = {"run_id": run["run_id"], "deployment_target": "production"}
    assert_ok(api.post("/approval", body))


def _call(api: Api, instance: Json) -> None:
    check = CheckCaller(api, instance["connection"], MARKERS["AuthToken"])
    body = {"gate": "production", "build_id": "999999", "stage": "Production", "attempt": "1"}
    assert_ok(check.call({**body, "token": MARKERS["AuthToken"]}))


def _hook(api: Api, instance: Json) -> str:
    connection, subscription = instance["connection"], str(uuid.uuid4())
    person = {"displayName": MARKERS["name"], "uniqueName": MARKERS["e-mail"]}
    body = {
        "subscriptionId": subscription,
        "notificationId": 1,
        "eventType": "build.complete",
        "message": {"text": MARKERS["commit message"]},
        "resource": {
            "id": 999_998,
            "sourceBranch": MARKERS["branch"],
            "requestedFor": person,
            "accessToken": MARKERS["AuthToken"],
        },
    }
    answer = api.call(
        "POST",
        f"/hooks/{connection['key']}",
        data=json.dumps(body).encode(),
        auth=(connection["hook_username"], connection["hook_password"]),
    )
    assert_ok(answer)
    return f"{subscription}/1"


def _talk(people: People, approval: str) -> None:
    (found,) = people.call_kw(
        "technical", "azdev.approval", "search", [["approval_id", "=", approval]]
    )["result"]
    for who, what in (("technical", "ask"), ("engineer", "answer")):
        field = {"ask": "question", "answer": "answer"}[what]
        model, values = f"azdev.approval.{what}", {"approval_id": found, field: MARKERS[field]}
        made = people.call_kw(who, model, "create", [values])
        answer = people.call_kw(who, model, "action_confirm", made["result"])
        assert "error" not in answer, answer


def _sign(api: Api, people: People, approval: str, role: str, decision: str, why: str) -> None:
    with session_from(ADDRESS) as session:
        session.cookies.update(people.session("technical").cookies)
        body = {"approval_type": role, "decision": decision, "comments": why}
        path = f"/approval/{approval}/sign"
        assert_ok(api.call("POST", path, session=session, json=body))


def _assert_listed(found: Iterator[Found], listed: dict[str, set[str]]) -> None:
    """Fail with what was found where the list does not allow it."""
    places = {one for one in found if one.place not in listed.get(one.marker, set())}
    assert not places, "\n".join(f"{one.marker} in {one.place}" for one in sorted(places))


def test_columns_hold_only_what_is_listed(canary: Canary, served: Served) -> None:
    _assert_listed(canary.in_database(served.superuser_dsn), ALLOWED)


def test_what_is_listed_is_really_there(canary: Canary, served: Served) -> None:
    """A list that names more than there is would let something through later."""
    found = {(one.marker, one.place) for one in canary.in_database(served.superuser_dsn)}
    listed = {(marker, place) for marker, places in ALLOWED.items() for place in places}
    assert listed - found == set()


def test_ledger_entries_hold_none(canary: Canary, served: Served) -> None:
    places = {one.place for one in canary.in_database(served.superuser_dsn)}
    log = {
        "azdev_ledger_entry",
        "azdev_ledger_leaf",
        "azdev_ledger_tile",
        "azdev_ledger_checkpoint",
    }
    assert [place for place in places if place.partition(".")[0] in log] == []


def test_logs_and_stored_files_hold_none(canary: Canary, served: Served) -> None:
    paths = [served.odoo_log, served.home / "odoo" / "filestore", served.home / "odoo.conf"]
    paths.append(served.home / "anchor")
    _assert_listed(canary.in_files(paths, served.home), ALLOWED_FILES)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/openapi.json", "/docs"])
def test_open_addresses_tell_none(canary: Canary, instance: Json, path: str) -> None:
    answer = requests.get(f"{instance['url']}{PREFIX}{path}", timeout=30)
    _assert_listed(canary.in_text(answer.text, path), {})


def test_an_approvals_answer_tells_none(canary: Canary, api: Api, auditor: Json2) -> None:
    rows = auditor.read("azdev.approval", [["branch", "=", MARKERS["branch"]]], "approval_id")
    answers = [api.get(f"/approval/{row['approval_id']}").text for row in rows]
    assert len(answers) == 3
    _assert_listed(canary.in_text(" ".join(answers), "answer"), {})
