"""50 people sign at the same time while 500 requests wait (PRD 4.1, 4.4)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from benchmarks import people as signers
from benchmarks.people import Signer
from devtools.testing import Served
from tests.support.api import Api, assert_ok
from tests.support.people import Json2

AT_ONCE = 50
PENDING = 500


@pytest.fixture(scope="module")
def approvers(served: Served, secrets: set[str]) -> dict[str, tuple[Signer, ...]]:
    """50 technical and 50 business approvers, signed in."""
    made = signers.provide(served.home / "odoo.conf", AT_ONCE)
    secrets.update(one.session_id for role in made.values() for one in role)
    return made


@pytest.fixture(scope="module")
def pending(api: Api) -> list[str]:
    """The numbers of 500 requests that wait."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _number: api.asked(), range(PENDING)))


def _sign(api: Api, signer: Signer, approval: str, role: str) -> requests.Response:
    return api.call(
        "POST",
        f"/approval/{approval}/sign",
        json={"approval_type": role, "decision": "approved"},
        headers={"Cookie": signer.cookie},
    )


def _at_once(calls: list[Callable[[], requests.Response]]) -> list[requests.Response]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


@pytest.mark.slow
def test_each_signature_counts_once_and_none_fails(
    api: Api, approvers: dict[str, tuple[Signer, ...]], pending: list[str], auditor: Json2
) -> None:
    chosen = pending[:AT_ONCE]
    # Both halves of 25 requests at a time, so that two transactions meet at each.
    for start in (0, AT_ONCE // 2):
        calls = [
            lambda role=role, place=place: _sign(api, approvers[role][place], chosen[place], role)
            for place in range(start, start + AT_ONCE // 2)
            for role in ("technical", "business")
        ]
        for answer in _at_once(calls):
            assert_ok(answer)
    signatures = auditor.read(
        "azdev.approval.signature", [["approval_id.approval_id", "in", chosen]], "approval_id"
    )
    assert len(signatures) == 2 * AT_ONCE
    states = auditor.read("azdev.approval", [["approval_id", "in", chosen]], "status")
    assert {state["status"] for state in states} == {"approved"}


@pytest.mark.slow
def test_fifty_rivals_for_one_signature(
    api: Api, approvers: dict[str, tuple[Signer, ...]], pending: list[str], auditor: Json2
) -> None:
    """All technical approvers want the same half; whoever comes late is told, nobody fails."""
    approval = pending[-1]
    calls = [
        lambda signer=signer: _sign(api, signer, approval, "technical")
        for signer in approvers["technical"]
    ]
    statuses = {answer.status_code for answer in _at_once(calls)}
    assert statuses <= {200, 409, 422}
    assert 200 in statuses
    row = auditor.one("azdev.approval", [["approval_id", "=", approval]], "status")
    assert row["status"] == "technical_approved"


def test_the_same_signature_eight_times_at_once_is_one(
    api: Api, approvers: dict[str, tuple[Signer, ...]], pending: list[str], auditor: Json2
) -> None:
    approval, signer = pending[-2], approvers["technical"][0]
    answers = _at_once([lambda: _sign(api, signer, approval, "technical")] * 8)
    assert len({assert_ok(answer)["signature_hash"] for answer in answers}) == 1
    domain = [["approval_id.approval_id", "=", approval]]
    assert auditor.one("azdev.approval.signature", domain)
