"""Odoo's own JSON-2 API: the auditor reads runs and approvals, and nobody writes evidence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.azure import Deployments
from tests.support.people import Json2, People

GUARDED = (
    "azdev.pipeline.run",
    "azdev.pipeline.event",
    "azdev.approval",
    "azdev.approval.signature",
    "azdev.approval.message",
    "azdev.callback",
    "azdev.delivery",
    "azdev.exception",
    "azdev.ledger.entry",
    "azdev.ledger.opening",
)
ROLES = (
    "engineer",
    "technical",
    "technical2",
    "business",
    "finance_director",
    "ceo",
    "cto",
    "compliance",
    "auditor",
    "policy_admin",
    "policy_admin2",
)


@pytest.fixture(scope="module", autouse=True)
def _one_of_each(deployments: Deployments) -> None:
    """There is something to read and to attack in every model."""
    run, approval = deployments.waiting()
    deployments.sign("technical", approval, "technical", "rejected", "for the auditor")
    deployments.ledger_run(run)


def test_the_auditor_reads_runs_and_approvals(api: Api, auditor: Json2) -> None:
    approval = api.asked()
    row = auditor.one(
        "azdev.approval",
        [["approval_id", "=", approval]],
        "status",
        "deployment_target",
        "estimated_cost",
        "run_id",
    )
    assert (row["status"], row["deployment_target"], row["estimated_cost"]) == (
        "pending",
        "production",
        2500,
    )
    run = auditor.one("azdev.pipeline.run", [["id", "=", row["run_id"][0]]], "status", "commit")
    assert (run["status"], run["commit"]) == ("running", "abc123def456")


@pytest.mark.parametrize("model", sorted({*GUARDED} - {"azdev.ledger.opening"}))
def test_the_auditor_reads_every_kind_of_evidence(auditor: Json2, model: str) -> None:
    assert auditor.call(model, "search_read", domain=[], limit=1).status_code == 200


def test_a_wrong_key_reads_nothing(instance: dict[str, Any]) -> None:
    nobody = Json2(instance["url"], "0" * 40)
    assert nobody.call("azdev.approval", "search_read", domain=[]).status_code == 401


def test_a_machines_token_is_no_key(instance: dict[str, Any], api: Api) -> None:
    machine = Json2(instance["url"], api.token)
    assert machine.call("azdev.approval", "search_read", domain=[]).status_code == 401


@pytest.mark.parametrize("who", ROLES)
def test_no_role_writes_evidence(
    instance: dict[str, Any], auditor: Json2, people: People, who: str
) -> None:
    person = Json2(instance["url"], people[who]["api_key"])
    for model in GUARDED:
        before = _first(auditor, model)
        ids = [row["id"] for row in before] or [1]
        attempts: dict[str, dict[str, Any]] = {
            "create": {"vals_list": [{}]},
            "write": {"ids": ids, "vals": {}},
            "unlink": {"ids": ids},
            "copy": {"ids": ids},
        }
        for method, arguments in attempts.items():
            answer = person.call(model, method, **arguments)
            assert answer.status_code == 403, f"{who} {model}.{method}: {answer.text[:300]}"
        assert _first(auditor, model) == before


def _first(auditor: Json2, model: str) -> list[dict[str, Any]]:
    """Return the oldest row, or nothing where the auditor may not look."""
    answer = auditor.call(model, "search_read", domain=[], limit=1, order="id")
    return list(answer.json()) if answer.status_code == 200 else []


@pytest.mark.parametrize("method", ["_sign", "_set_status", "_insert", "_update", "_open", "init"])
def test_internal_methods_are_not_served(
    instance: dict[str, Any], people: People, method: str
) -> None:
    person = Json2(instance["url"], people["technical"]["api_key"])
    assert person.call("azdev.approval", method).status_code >= 400


def test_buttons_do_not_sign_with_a_key(
    api: Api, instance: dict[str, Any], people: People, deployments: Deployments, auditor: Json2
) -> None:
    """The dialogue's button signs as the person of a session; a key's request has none."""
    approval = api.asked()
    record = auditor.one("azdev.approval", [["approval_id", "=", approval]])["id"]
    person = Json2(instance["url"], people["technical"]["api_key"])
    values = {"approval_id": record, "role": "technical"}
    dialogue = person.call("azdev.approval.sign", "create", vals_list=[values]).json()
    assert person.call("azdev.approval.sign", "action_confirm", ids=dialogue).status_code == 403
    assert deployments.state(approval)["status"] == "pending"


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("azdev.connection.credential", "secret_hash"),
        ("azdev.approval", "dossier_salt"),
        ("azdev.ledger.opening", "salt"),
    ],
)
def test_secrets_are_not_readable(auditor: Json2, model: str, field: str) -> None:
    answer = auditor.call(model, "search_read", domain=[], fields=[field], limit=1)
    assert answer.status_code == 403, answer.text[:300]


def test_what_is_kept_of_a_check_call_holds_no_token(auditor: Json2) -> None:
    calls = auditor.read("azdev.delivery", [["kind", "=", "check"]], "headers", "body_text")
    assert calls
    assert all("AuthToken" not in str(call) for call in calls)
