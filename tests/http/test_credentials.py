"""Who may call: every wrong credential gets the same 401, and a revoked one at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.support.api import Api, assert_ok, error
from tests.support.check_call import CheckCaller
from tests.support.people import People

RUN = {"pipeline_name": "deploy-api", "run_id": "20260127.1"}
MACHINE_ROUTES = ("/run/start", "/run/event", "/run/finish", "/approval")
CHECK = {"gate": "production", "build_id": "999999", "stage": "Production", "attempt": "1"}


def _seen(response: requests.Response) -> tuple[Any, ...]:
    """Return all that tells one refusal from another."""
    refused = error(response, 401, "unauthorized")
    return refused, response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("path", MACHINE_ROUTES)
def test_all_wrong_tokens_are_the_same_401(
    api: Api, instance: dict[str, Any], people: People, path: str
) -> None:
    connection = instance["connection"]
    wrong = [
        "",
        "x",
        api.token[:-1],
        api.token + "x",
        api.token.swapcase(),
        "\x80",
        "a b",
        "x" * 5000,
        connection["hook_password"],
        connection["check_password"],
        connection["key"],
        people["auditor"]["api_key"],
        people["admin"]["password"],
    ]
    answers = [_seen(api.post(path, RUN, token)) for token in wrong]
    answers.append(_seen(api.call("POST", path, json=RUN)))
    answers.append(_seen(api.call("POST", path, json=RUN, auth=("api", api.token))))
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("path", MACHINE_ROUTES)
def test_a_persons_session_is_no_machine(api: Api, people: People, path: str) -> None:
    session = people.session("technical")
    error(api.call("POST", path, session=session, json=RUN), 401, "unauthorized")


def test_the_body_is_not_looked_at_without_credentials(api: Api) -> None:
    error(api.post("/run/start", b"garbage", "wrong"), 401, "unauthorized")


def test_a_revoked_token_is_401_at_once(api: Api, second: dict[str, Any], people: People) -> None:
    token = second["revocable_token"]
    run = {"pipeline_name": "deploy-api", "run_id": api.number()}
    assert_ok(api.post("/run/start", run, token))
    model = "azdev.connection.credential"
    domain = [["connection_id", "=", second["id"]], ["purpose", "=", "api"]]
    newest = people.call_kw("admin", model, "search", domain, order="id desc", limit=1)["result"]
    assert "error" not in people.call_kw("admin", model, "action_revoke", newest)
    # Both workers, so that neither goes by what it remembers.
    answers = [_seen(api.post("/run/start", run, token)) for _ in range(8)]
    assert answers == [_seen(api.post("/run/start", run, "wrong"))] * 8
    assert_ok(api.post("/run/start", run, second["api_token"]))


def test_tokens_of_two_connections_see_two_worlds(api: Api, second: dict[str, Any]) -> None:
    run = api.started()
    body = {"run_id": run["run_id"], "event_type": "build_success"}
    error(api.post("/run/event", body, second["api_token"]), 404, "not_found")


@pytest.fixture(params=["hook", "check"])
def basic(
    request: pytest.FixtureRequest, api: Api, instance: dict[str, Any], second: dict[str, Any]
) -> list[requests.Response]:
    """The answers to every kind of wrong basic credentials."""
    purpose, other = request.param, {"hook": "check", "check": "hook"}[request.param]
    ours = instance["connection"]
    user, password = ours[f"{purpose}_username"], ours[f"{purpose}_password"]
    attempts = [
        (ours["key"], (user, password + "x")),
        (ours["key"], (user, "")),
        (ours["key"], ("", password)),
        (ours["key"], (user + "x", password)),
        (ours["key"], (ours[f"{other}_username"], ours[f"{other}_password"])),
        (ours["key"], (user, api.token)),
        (ours["key"], (second[f"{purpose}_username"], second[f"{purpose}_password"])),
        (ours["key"].swapcase(), (user, password)),
        ("unknown-key", (user, password)),
        (second["key"], (user, password)),
        (ours["key"], None),
    ]
    body = json.dumps(CHECK).encode()
    headers = CheckCaller(api, ours, "token").headers()
    return [
        api.call("POST", f"/{purpose}s/{key}", data=body, auth=auth, headers=headers)
        for key, auth in attempts
    ]


def test_all_wrong_basic_credentials_are_the_same_401(basic: list[requests.Response]) -> None:
    answers = [_seen(response) for response in basic]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("purpose", ["hook", "check"])
@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Basic gIA6gIA=", "Negotiate x", "\x80"]
)
def test_a_malformed_authorization_header_is_401(
    api: Api, instance: dict[str, Any], purpose: str, header: str
) -> None:
    key = instance["connection"]["key"]
    headers = {"Authorization": header.encode("latin-1")}
    response = api.call("POST", f"/{purpose}s/{key}", json=CHECK, headers=headers)
    error(response, 401, "unauthorized")


def test_a_refusal_sets_no_session(api: Api) -> None:
    response = api.post("/run/start", RUN, "wrong")
    assert "Set-Cookie" not in response.headers
    assert "Set-Cookie" not in api.post("/run/start", RUN).headers
