"""`sign` takes human credentials only (DESIGN, "HTTP API"; threats: machine and cross-site)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.support.api import Api, assert_ok, error
from tests.support.people import Json2, People

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


def test_an_applications_entra_token_does_not_sign(api: Api, path: str) -> None:
    """Neither an application's (`roles`) nor one that calls itself a person's (`scp`)."""
    for claims in ({"idtyp": "app", "roles": ["azdev.sign"]}, {"scp": "azdev.sign", "upn": "x"}):
        parts = ({"alg": "none", "typ": "JWT"}, {"iss": "https://sts.windows.net/", **claims})
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
        token = ".".join(part.rstrip("=") for part in encoded) + "."
        error(api.post(path, SIGN, token), 403, "human_required")


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


@pytest.fixture(params=["membership", "group"])
def without_right(request: pytest.FixtureRequest, people: People) -> Iterator[None]:
    """Take an approver's right away while the session stays open, and give it back."""
    user = (
        people.session("technical2").cookies
        and people.call_kw(
            "admin", "res.users", "search", [["login", "=", people["technical2"]["login"]]]
        )["result"]
    )
    if request.param == "group":
        group = people.call_kw(
            "admin", "res.groups", "search", [["name", "=", "Technical approver"]]
        )["result"]
        yield from _meanwhile(
            people,
            ("res.users", "write", user, {"group_ids": [[3, group[0]]]}),
            ("res.users", "write", user, {"group_ids": [[4, group[0]]]}),
        )
    else:
        model = "azdev.connection.member"
        names = ["connection_id", "role"]
        rows = people.call_kw("admin", model, "search_read", [["user_id", "in", user]], names)
        values = [
            {"user_id": user[0], "connection_id": row["connection_id"][0], "role": row["role"]}
            for row in rows["result"]
        ]
        ids = [row["id"] for row in rows["result"]]
        yield from _meanwhile(people, (model, "unlink", ids), (model, "create", values))


def _meanwhile(people: People, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[None]:
    assert "error" not in people.call_kw("admin", *before)
    yield
    assert "error" not in people.call_kw("admin", *after)


def test_a_right_lost_a_moment_before_signs_nothing(
    api: Api, path: str, people: People, without_right: None
) -> None:
    response = api.call("POST", path, session=people.session("technical2"), json=SIGN)
    assert response.status_code in (403, 404, 422), response.text


@pytest.mark.parametrize(
    "header",
    [
        {"X-Forwarded-For": "203.0.113.9, 127.0.0.1"},
        {"X-Real-IP": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9;proto=https"},
        {"True-Client-IP": "203.0.113.9"},
        {"CF-Connecting-IP": "203.0.113.9"},
        {"X-Client-IP": "203.0.113.9"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_no_header_tells_where_a_signature_came_from(
    api: Api, people: People, auditor: Json2, header: dict[str, str]
) -> None:
    approval = api.asked()
    session = people.session("technical")
    path = f"/approval/{approval}/sign"
    assert_ok(api.call("POST", path, session=session, json=SIGN, headers=header))
    domain = [["approval_id.approval_id", "=", approval]]
    row = auditor.one("azdev.approval.signature", domain, "ip_address", "ip_source")
    assert (row["ip_address"], row["ip_source"]) == ("127.0.0.1", "direct")
