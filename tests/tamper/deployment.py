"""A deployment as the addon itself records it, up to the answer from Azure DevOps."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

PEOPLE = (
    ("erin", "engineer", "engineer"),
    ("toni", "approver_tech", "technical"),
    ("bea", "approver_biz", "business"),
)


def deploy(env: Any) -> None:
    """Let a request be opened, signed by both, approved, told to Azure DevOps and confirmed."""
    from odoo.addons.ipai_azdev_ica.ledger import publisher

    from service_hooks.callback import CompletionOutcome
    from service_hooks.confirm import CheckOutcome

    approval = _approved(env)
    env.cr.commit()
    assert publisher.held_back(env, approval.decision_entry_id.id) is None
    callback = env["azdev.callback"].search([("approval_id", "=", approval.id)])
    callback._record_sent(CompletionOutcome.SENT)
    callback._settle("confirmed", CheckOutcome.APPROVED)


def approve(env: Any) -> int:
    """Let a request be opened, signed by both and approved; return its decision's entry."""
    return int(_approved(env).decision_entry_id.id)


def why_held_back(env: Any, entry: int) -> str | None:
    """Return why the yes of a decision may not leave now, as its delivery asks."""
    from odoo.addons.ipai_azdev_ica.ledger import publisher

    reason = publisher.held_back(env, entry)
    return reason and str(reason)


def open_request(env: Any) -> Json:
    """Open a request and let one person sign; return what a forger needs to go on."""
    approval = _opened(env)
    toni = env["res.users"].search([("login", "=", "toni")])
    _sign(approval.with_user(toni), "technical")
    return {
        "number": approval.approval_id,
        "connection": approval.connection_id.id,
        "dossier": approval.dossier_hash,
        "signature": approval.signature_ids.signature_hash,
    }


def _approved(env: Any) -> Any:
    approval = _opened(env)
    for login, role in (("toni", "technical"), ("bea", "business")):
        _sign(approval.with_user(env["res.users"].search([("login", "=", login)])), role)
    assert approval.status == "approved"
    return approval


def _opened(env: Any) -> Any:
    connection = env["azdev.connection"].search([]) or _connection(env)
    number = env["azdev.approval"].search_count([])
    run = _run(env, connection, number)
    gate = connection.gate_ids[:1]
    erin = env["azdev.identity"].search([("user_id.login", "=", "erin")])
    facts = [{"name": "commit", "value": "abc123def456", "source": "test", "time": "now"}]
    values = {
        "source": "check",
        "facts_verified": True,
        "content_hash": "0" * 64,
        "call_key": f"plan/job/{number}",
        "call": "{}",
        "material_facts": "{}",
        "commit": "abc123def456",
    }
    return env["azdev.approval"]._open(run, gate, erin, facts, values)


def _connection(env: Any) -> Any:
    connection = env["azdev.connection"].create(
        {
            "name": "web-shop",
            "organization_url": "https://dev.azure.com/fabrikam",
            "project_id": "11111111-2222-4333-8444-555555555555",
            "project_name": "web-shop",
        }
    )
    env["azdev.gate"].create(
        {
            "name": "production",
            "key": "production",
            "connection_id": connection.id,
            "gate_class": "production",
            "resource_id": "12",
        }
    )
    for login, group, role in PEOPLE:
        _person(env, connection, login, f"ipai_azdev_ica.group_azdev_{group}", role)
    return connection


def _person(env: Any, connection: Any, login: str, group: str, role: str) -> None:
    groups = env.ref(group) | env.ref("base.group_user")
    user = env["res.users"].create(
        {"name": login, "login": login, "email": f"{login}@example.com", "group_ids": groups.ids}
    )
    env["azdev.connection.member"].create(
        {"connection_id": connection.id, "user_id": user.id, "role": role}
    )
    env["azdev.identity"]._of_user(user, connection.company_id)


def _run(env: Any, connection: Any, number: int) -> Any:
    from odoo.addons.ipai_azdev_ica.schemas import RunStart

    claim = RunStart(
        pipeline_name="deploy-api",
        branch="main",
        commit="abc123def456",
        run_id=f"20261124.{number}",
    )
    runs = env["azdev.pipeline.run"]
    return runs.browse(runs._start_claimed(connection, claim))


def _sign(approval: Any, role: str) -> None:
    from odoo.addons.ipai_azdev_ica.models import azdev_approval_transition
    from odoo.addons.ipai_azdev_ica.signer import Signer

    # a session of this person, in this process alone
    signer = Signer(approval.env.uid, "session", "192.0.2.7", "direct")
    azdev_approval_transition.authenticated_signer = lambda env: signer
    approval._sign(role, "approved", None)
