"""`sign` takes human credentials only (DESIGN, "HTTP API"; threats: machine and cross-site)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.support.api import Api, error
from tests.support.people import People

SIGN = {"approval_type": "technical", "decision": "approved"}


@pytest.fixture(scope="module")
def path(api: Api) -> str:
    """The path that signs a request that stays open."""
    return f"/approval/{api.asked()}/sign"


@pytest.fixture(autouse=True)
def _still_unsigned(api: Api, path: str):
    """None of these attempts may leave a signature."""
    yield
    assert api.get(path.removesuffix("/sign")).json()["status"] == "pending"


def test_a_machines_token_never_signs(api: Api, path: str) -> None:
    error(api.post(path, SIGN), 403, "human_required")


def test_a_persons_api_key_does_not_sign(api: Api, path: str, people: People) -> None:
    error(api.post(path, SIGN, people["technical"]["api_key"]), 403, "human_required")


def test_a_token_beside_a_session_does_not_sign(api: Api, path: str, people: People) -> None:
    response = api.call(
        "POST",
        path,
        session=people.session("technical"),
        json=SIGN,
        headers={"Authorization": f"Bearer {api.token}"},
    )
    error(response, 403, "human_required")


def test_nobody_signs_without_a_session(api: Api, path: str) -> None:
    error(api.call("POST", path, json=SIGN), 401, "unauthorized")


def test_basic_credentials_of_check_and_hook_do_not_sign(
    api: Api, path: str, instance: dict[str, Any]
) -> None:
    for purpose in ("hook", "check"):
        names = (f"{purpose}_username", f"{purpose}_password")
        user, password = (instance["connection"][name] for name in names)
        error(api.call("POST", path, json=SIGN, auth=(user, password)), 401, "unauthorized")


def test_an_invented_session_does_not_sign(api: Api, path: str) -> None:
    with requests.Session() as session:
        session.cookies.set("session_id", "x" * 84)
        error(api.call("POST", path, session=session, json=SIGN), 401, "unauthorized")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_does_not_sign(api: Api, path: str, people: People, site: str) -> None:
    response = api.call(
        "POST",
        path,
        session=people.session("technical"),
        json=SIGN,
        headers={"Sec-Fetch-Site": site},
    )
    error(response, 403, "forbidden")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_a_form_can_send_does_not_sign(
    api: Api, path: str, people: People, content_type: str
) -> None:
    response = api.call(
        "POST",
        path,
        session=people.session("technical"),
        data=b'{"approval_type": "technical", "decision": "approved"}',
        headers={"Content-Type": content_type},
    )
    error(response, 400, "invalid_request")


def test_model_methods_do_not_sign(path: str, people: People) -> None:
    """Private methods are no API, over JSON-RPC neither (DESIGN, "Odoo's back doors")."""
    answer = people.call_kw(
        "technical", "azdev.approval", "_sign", [1], role="technical", decision="approved"
    )
    assert "error" in answer
