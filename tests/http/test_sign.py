"""POST approval/<id>/sign: a person in a session, with the right and the duty to sign."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Api, assert_ok, error, fields
from tests.support.azure import Deployments
from tests.support.people import Json2, People
from tests.support.polling import until

SIGN = {"approval_type": "technical", "decision": "approved"}


def test_both_halves_by_two_people_approve(api: Api, deployments: Deployments) -> None:
    approval = api.asked()
    assert_ok(deployments.sign("technical", approval, "technical"))
    assert deployments.state(approval)["status"] == "technical_approved"
    assert_ok(deployments.sign("business", approval, "business"))
    state = deployments.state(approval)
    assert state["status"] == "approved"
    assert state["technical_approval"]["approved_by"] == "tessa@fabrikam.example"
    assert state["business_approval"]["approved_by"] == "bella@fabrikam.example"


def test_business_may_sign_first(api: Api, deployments: Deployments) -> None:
    approval = api.asked()
    assert_ok(deployments.sign("business", approval, "business"))
    assert deployments.state(approval)["status"] == "pending"
    assert_ok(deployments.sign("technical2", approval, "technical"))
    assert deployments.state(approval)["status"] == "approved"


def test_staging_needs_the_technical_half_only(api: Api, deployments: Deployments) -> None:
    approval = api.asked("staging")
    assert_ok(deployments.sign("technical", approval, "technical"))
    assert deployments.state(approval)["status"] == "approved"


def test_one_rejection_ends_it(api: Api, deployments: Deployments, auditor: Json2) -> None:
    approval = api.asked()
    assert_ok(deployments.sign("technical", approval, "technical"))
    assert_ok(deployments.sign("business", approval, "business", "rejected", "too dear"))
    assert deployments.state(approval)["status"] == "rejected"
    row = auditor.one("azdev.approval", [["approval_id", "=", approval]], "rejection_reason")
    assert row["rejection_reason"] == "too dear"


def test_the_same_again_gives_the_first_answer(api: Api, deployments: Deployments) -> None:
    approval = api.asked()
    first = assert_ok(deployments.sign("technical", approval, "technical"))
    assert assert_ok(deployments.sign("technical", approval, "technical")) == first
    # Also when the request is closed by now.
    assert_ok(deployments.sign("business", approval, "business"))
    assert assert_ok(deployments.sign("technical", approval, "technical")) == first


def test_another_decision_of_the_same_person_is_409(api: Api, deployments: Deployments) -> None:
    approval = api.asked()
    assert_ok(deployments.sign("technical", approval, "technical"))
    error(
        deployments.sign("technical", approval, "technical", "rejected", "I was wrong"),
        409,
        "conflict",
    )
    assert deployments.state(approval)["status"] == "technical_approved"


def test_another_role_of_the_same_person_is_409(api: Api, deployments: Deployments) -> None:
    approval = api.asked()
    assert_ok(deployments.sign("technical", approval, "technical"))
    error(deployments.sign("technical", approval, "business"), 409, "conflict")
    assert deployments.state(approval)["business_approval"] is None


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("engineer", "technical"),
        ("technical", "business"),
        ("business", "technical"),
        ("ceo", "business"),
    ],
)
def test_whoever_lacks_the_role_is_refused_with_the_reason(
    api: Api, deployments: Deployments, who: str, role: str
) -> None:
    approval = api.asked()
    found = error(deployments.sign(who, approval, role), 422, "refused_by_policy")
    assert f"not a {role} approver" in found["message"]
    assert deployments.state(approval)["status"] == "pending"


def test_whoever_may_not_see_approvals_learns_nothing(api: Api, deployments: Deployments) -> None:
    """Policy administrators never sign under their own policies, and see no approval."""
    error(deployments.sign("policy_admin", api.asked(), "technical"), 404, "not_found")


def test_the_requester_is_refused_and_the_refusal_recorded(
    deployments: Deployments, api: Api, auditor: Json2
) -> None:
    run = api.started(triggered_by="tessa@fabrikam.example")
    body = {"run_id": run["run_id"], "deployment_target": "production"}
    approval = assert_ok(api.post("/approval", body))["approval_id"]
    found = error(deployments.sign("technical", approval, "technical"), 422, "refused_by_policy")
    assert "requested" in found["message"]
    entries = until(
        lambda: auditor.read(
            "azdev.ledger.entry",
            [["subject", "=", f"approval:{approval}"], ["kind", "=", "approval.refused"]],
            "kind",
        ),
        "the refusal in the ledger",
    )
    assert len(entries) == 1
    assert_ok(deployments.sign("technical2", approval, "technical"))


def test_a_person_who_is_refused_all_day_does_not_fill_the_ledger(
    deployments: Deployments, api: Api, auditor: Json2
) -> None:
    run = api.started(triggered_by="tessa@fabrikam.example")
    body = {"run_id": run["run_id"], "deployment_target": "production"}
    approval = assert_ok(api.post("/approval", body))["approval_id"]
    for _ in range(25):
        error(deployments.sign("technical", approval, "technical"), 422, "refused_by_policy")
    domain = [["subject", "=", f"approval:{approval}"], ["kind", "=", "approval.refused"]]
    assert len(auditor.read("azdev.ledger.entry", domain, "kind")) == 20


def test_an_administrator_is_refused(api: Api, deployments: Deployments) -> None:
    approval = api.asked()
    assert deployments.sign("admin", approval, "technical").status_code in (403, 404, 422)
    assert deployments.state(approval)["status"] == "pending"


def test_nobody_signs_while_the_requester_is_unknown(api: Api, deployments: Deployments) -> None:
    run = api.started(triggered_by="stranger@example.com")
    body = {"run_id": run["run_id"], "deployment_target": "production"}
    approval = assert_ok(api.post("/approval", body))["approval_id"]
    found = error(deployments.sign("technical", approval, "technical"), 422, "refused_by_policy")
    assert "requested" in found["message"]


def test_a_closed_request_is_refused(api: Api, deployments: Deployments) -> None:
    approval = api.asked()
    assert_ok(deployments.sign("technical", approval, "technical", "rejected", "no"))
    found = error(deployments.sign("business", approval, "business"), 422, "refused_by_policy")
    assert "closed" in found["message"]


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_rejection_without_a_reason_is_400(
    api: Api, deployments: Deployments, reason: str
) -> None:
    approval = api.asked()
    refused = deployments.sign("technical", approval, "technical", "rejected", reason)
    assert fields(error(refused, 400, "invalid_request")) == ["comments"]
    assert deployments.state(approval)["status"] == "pending"


@pytest.mark.parametrize(
    "changes",
    [
        {"approval_type": "ceo"},
        {"decision": "maybe"},
        {"decision": True},
        {"comments": 7},
        {"comments": "\x00"},
        {"comments": "x" * 4001},
        {"user_id": 2},
    ],
)
def test_a_malformed_signature_is_400(api: Api, people: People, changes: dict[str, Any]) -> None:
    response = api.call(
        "POST",
        f"/approval/{api.asked()}/sign",
        session=people.session("technical"),
        json={**SIGN, **changes},
    )
    assert response.status_code == 400, response.text


def test_another_connections_approval_is_404(
    api: Api, deployments: Deployments, second: dict[str, str]
) -> None:
    run = {"pipeline_name": "deploy-api", "run_id": api.number()}
    assert_ok(api.post("/run/start", run, second["api_token"]))
    body = {"run_id": run["run_id"], "deployment_target": "production"}
    body["environment"] = "production-eu"
    theirs = assert_ok(api.post("/approval", body, second["api_token"]))["approval_id"]
    error(deployments.sign("technical", theirs, "technical"), 404, "not_found")


def test_the_signature_holds_time_user_address_and_its_source(
    api: Api, deployments: Deployments, auditor: Json2
) -> None:
    approval = api.asked()
    signed = assert_ok(deployments.sign("technical", approval, "technical", why="fine"))
    row = auditor.one(
        "azdev.approval.signature",
        [["approval_id.approval_id", "=", approval]],
        "user_id",
        "signed_at",
        "ip_address",
        "ip_source",
        "method",
        "comments",
        "signature_hash",
    )
    assert row["user_id"][1] == "Tessa Technical"
    assert row["signed_at"]
    assert (row["ip_address"], row["ip_source"]) == ("127.0.0.1", "direct")
    assert (row["method"], row["comments"]) == ("session", "fine")
    assert row["signature_hash"] == signed["signature_hash"]


def test_a_forwarded_address_is_not_believed_without_a_proxy(
    api: Api, people: People, auditor: Json2
) -> None:
    approval = api.asked()
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "odoo.example.com"}
    path = f"/approval/{approval}/sign"
    session = people.session("technical")
    assert_ok(api.call("POST", path, session=session, json=SIGN, headers=forged))
    domain = [["approval_id.approval_id", "=", approval]]
    row = auditor.one("azdev.approval.signature", domain, "ip_address", "ip_source")
    assert (row["ip_address"], row["ip_source"]) == ("127.0.0.1", "direct")
