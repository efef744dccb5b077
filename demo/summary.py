"""What is left at the end: runs, approvals, signatures and figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from demo.azure import AzureDevOps
from demo.expectations import expect, expect_equal
from demo.narrator import Narrator
from demo.odoo import APPROVAL_FIELDS, RUN_FIELDS, Json, Odoo

_SHOWN_HASH = 19
_SIGNATURES = {"production": 2, "staging": 1}


def show(narrator: Narrator, azure: AzureDevOps, odoo: Odoo) -> None:
    """Print the tables, read over Odoo's JSON-2 API with the auditor's key."""
    runs = odoo.read("azdev.pipeline.run", [], *RUN_FIELDS, order="id")
    approvals = odoo.read("azdev.approval", [], *APPROVAL_FIELDS, order="id")
    signatures = odoo.read(
        "azdev.approval.signature",
        [],
        *("approval_id", "user_id", "role", "decision", "signed_at", "ip_address"),
        *("signature_hash", "comments"),
        order="id",
    )
    _expect_complete(azure, runs, approvals, signatures)
    narrator.title("Runs (Azure DevOps and Odoo's ledger)")
    narrator.table(("Run", "Build", "Azure DevOps", "Odoo", "Follows", "Closing hash"), _runs(runs))
    narrator.title("Approvals")
    narrator.table(
        (
            "Approval",
            "Target",
            "Run",
            "Status",
            "Told Azure DevOps",
            "Technical",
            "Business",
            "Why not",
        ),
        _approvals(approvals),
    )
    narrator.title("Signatures")
    narrator.table(
        ("Approval", "Signer", "Half", "Decision", "Time (UTC)", "From", "Hash"),
        _signatures(signatures),
    )


def show_figures(narrator: Narrator, figures: Sequence[tuple[str, float]]) -> None:
    """Print how long things took: median and worst of each kind, in seconds."""
    kinds: dict[str, list[float]] = {}
    for kind, seconds in figures:
        kinds.setdefault(kind, []).append(seconds)
    rows = [(kind, len(all_), median(all_), max(all_)) for kind, all_ in kinds.items()]
    narrator.title("Figures (seconds)")
    narrator.table(("", "times", "median", "worst"), rows)


def show_pictures(narrator: Narrator, taken: Sequence[tuple[str, Path]]) -> None:
    """Print where the pictures lie."""
    narrator.title("Pictures from Chromium")
    narrator.table(("What", "Where"), taken)


def show_logins(narrator: Narrator, odoo: Odoo, azure_page: str, approval_id: str) -> None:
    """Print where everything is and how to log in, for whoever looks around afterwards."""
    keys = ["admin", *odoo.serve["users"]]
    rows = [(key, odoo.login(key)["login"], odoo.login(key)["password"]) for key in keys]
    narrator.title("Everything keeps running; Ctrl-C ends it")
    narrator.say(
        f"  Odoo                    {odoo.url}",
        f"  waits for you to sign   {odoo.url}/azdev/approval/{approval_id}",
        f"  simulated Azure DevOps  {azure_page}",
        "",
    )
    narrator.table(("Who", "Login", "Password"), rows)


def _expect_complete(
    azure: AzureDevOps, runs: list[Json], approvals: list[Json], signatures: list[Json]
) -> None:
    """Assert that no run of Azure DevOps is missing, and that each yes has two signers."""
    builds = {run["id"] for run in azure.runs()}
    expect_equal({run["build_id"] for run in runs}, builds, "builds in Odoo's run ledger")
    for approval in approvals:
        signers = [
            one["user_id"][0]
            for one in signatures
            if one["approval_id"][0] == approval["id"] and one["decision"] == "approved"
        ]
        expect(len(signers) == len(set(signers)), f"{approval['approval_id']}: nobody signed twice")
        if approval["status"] == "approved":
            needed = _SIGNATURES[approval["deployment_target"]]
            expect_equal(len(signers), needed, f"signers of {approval['approval_id']}")


def _runs(runs: list[Json]) -> list[list[object]]:
    return [
        [
            run["display_name"],
            str(run["build_id"]),
            run["ado_result"] or run["ado_state"],
            run["status"],
            _name(run["previous_run_id"]),
            (run["audit_hash"] or "")[:_SHOWN_HASH],
        ]
        for run in runs
    ]


def _approvals(approvals: list[Json]) -> list[list[object]]:
    return [
        [
            one["approval_id"],
            one["deployment_target"],
            _name(one["run_id"]),
            one["status"],
            one["delivery"],
            _name(one["technical_approver_id"]),
            _name(one["business_approver_id"]),
            one["rejection_reason"] or one["cancel_reason"],
        ]
        for one in approvals
    ]


def _signatures(signatures: list[Json]) -> list[list[object]]:
    return [
        [
            _name(one["approval_id"]),
            _name(one["user_id"]),
            one["role"],
            one["decision"],
            one["signed_at"],
            one["ip_address"],
            one["signature_hash"][:_SHOWN_HASH],
        ]
        for one in signatures
    ]


def _name(value: object) -> str:
    return str(value[1]) if isinstance(value, list) else ""
