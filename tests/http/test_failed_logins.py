"""An address that fails too often hears 429; valid credentials are always let in (threat D1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.support.api import Api, assert_ok, error
from tests.support.check_call import CheckCaller
from tests.support.from_address import session_from

Json = dict[str, Any]
WRONG = {"Authorization": "Bearer wrong"}
CHECK = {"gate": "production", "build_id": "999999", "stage": "Production", "attempt": "1"}


@pytest.fixture(scope="module")
def guesser() -> Iterator[requests.Session]:
    """Somebody who tries one password after the other."""
    with session_from("127.83.97.66") as session:
        yield session


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/run/start"),
        ("POST", "/approval/APR-2026-001/sign"),
        ("POST", "/hooks/x"),
        ("POST", "/checks/x"),
        ("GET", "/ledger/key"),
    ],
)
def test_it_says_when_to_try_again(
    api: Api, guesser: requests.Session, method: str, path: str
) -> None:
    """Each worker counts for itself and by the minute, so 429 may take a few hundred tries."""
    headers = {} if path.endswith("/sign") else WRONG
    for _ in range(2000):
        answer = api.call(method, path, session=guesser, json={}, headers=headers)
        if answer.status_code != 401:
            break
    error(answer, 429, "too_many_requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_valid_credentials_are_let_in(
    api: Api, guesser: requests.Session, instance: Json, secrets: set[str]
) -> None:
    connection = instance["connection"]
    token = {"Authorization": f"Bearer {api.token}"}
    run = {"pipeline_name": "deploy-api", "run_id": api.number()}
    assert_ok(api.call("POST", "/run/start", session=guesser, json=run, headers=token))
    secrets.add("token-beside-a-guesser")
    headers = CheckCaller(api, connection, "token-beside-a-guesser").headers()
    for purpose, sent in (("hook", {}), ("check", headers)):
        answer = api.call(
            "POST",
            f"/{purpose}s/{connection['key']}",
            session=guesser,
            data=json.dumps(CHECK).encode(),
            headers=sent,
            auth=(connection[f"{purpose}_username"], connection[f"{purpose}_password"]),
        )
        assert_ok(answer)


def test_others_are_not_kept_waiting(api: Api, guesser: requests.Session) -> None:
    with session_from("127.83.97.67") as other:
        answer = api.call("POST", "/run/start", session=other, json={}, headers=WRONG)
        error(answer, 401, "unauthorized")
