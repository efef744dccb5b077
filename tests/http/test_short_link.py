"""/azdev/approval/<approval_id>: the link that chat messages and log lines carry."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.support.api import Api, assert_ok
from tests.support.people import Json2, People


def _open(instance: dict[str, Any], session: requests.Session, number: str) -> requests.Response:
    address = f"{instance['url']}/azdev/approval/{number}"
    return session.get(address, allow_redirects=False, timeout=60)


@pytest.mark.parametrize("who", ["technical", "business", "engineer", "auditor"])
def test_it_leads_a_member_to_the_form(
    api: Api, instance: dict[str, Any], people: People, auditor: Json2, who: str
) -> None:
    approval = api.asked()
    record = auditor.one("azdev.approval", [["approval_id", "=", approval]])["id"]
    answer = _open(instance, people.session(who), approval)
    assert answer.status_code in (302, 303)
    assert answer.headers["Location"].endswith(f"/odoo/azdev-approvals/{record}")


def test_it_asks_a_stranger_to_log_in_and_comes_back(instance: dict[str, Any], api: Api) -> None:
    approval = api.asked()
    with requests.Session() as stranger:
        answer = _open(instance, stranger, approval)
    assert answer.status_code in (302, 303)
    assert "/web/login" in answer.headers["Location"]
    assert approval in answer.headers["Location"]


def test_unknown_and_forbidden_look_the_same(
    api: Api, instance: dict[str, Any], people: People, second: dict[str, Any]
) -> None:
    run = {"pipeline_name": "deploy-api", "run_id": api.number()}
    assert_ok(api.post("/run/start", run, second["api_token"]))
    body = {"run_id": run["run_id"], "deployment_target": "production"}
    body["environment"] = "production-eu"
    theirs = assert_ok(api.post("/approval", body, second["api_token"]))["approval_id"]
    session = people.session("technical")
    forbidden = _open(instance, session, theirs)
    unknown = _open(instance, session, "APR-1999-001")
    assert forbidden.status_code == unknown.status_code == 404
    assert theirs not in forbidden.text
    assert "No such approval" in forbidden.text


@pytest.mark.parametrize("number", ["x", "APR-2026-", "%00", "..%2f..%2fweb", "APR-2026-001'"])
def test_garbage_is_404(instance: dict[str, Any], people: People, number: str) -> None:
    assert _open(instance, people.session("technical"), number).status_code == 404
