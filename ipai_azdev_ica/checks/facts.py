# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts of a deployment: those that bind a yes, and those that approvers are shown."""

from __future__ import annotations

from collections.abc import Mapping

from service_hooks.check_facts import CheckFacts

FROM_AZURE_DEVOPS = "read from Azure DevOps"


def material_facts(facts: CheckFacts) -> dict[str, str]:
    """Return what a yes is bound to; when one of these changes, the signatures are void."""
    return {
        "project": str(facts.build.project.id),
        "pipeline": str(facts.build.pipeline.id),
        "build": str(facts.build.id),
        "build_number": facts.build.number,
        "branch": facts.build.branch or "",
        "commit": facts.build.commit or "",
        "stage_record": str(facts.stage.record_id),
        "attempt": str(facts.stage.attempt),
        "suite": str(facts.suite.id),
        "check_run": str(facts.check_run.id),
        "resource": f"{facts.resource.type} {facts.resource.id}",
        "configuration": str(facts.configuration.id),
        "configuration_version": str(facts.configuration.version),
        "settings": facts.configuration.settings_hash,
    }


def changes_since(before: Mapping[str, str], now: CheckFacts) -> dict[str, list[str]]:
    """Return field -> [then, now] for what keeps a yes from leaving; empty when it may leave."""
    present = material_facts(now)
    changed = {
        name: [before.get(name, ""), value]
        for name, value in present.items()
        if before.get(name, "") != value
    }
    if not now.waiting:
        changed["waiting"] = ["yes", f"{now.build.status}, {now.suite.status}"]
    if now.configuration.disabled:
        changed["check"] = ["enabled", "disabled"]
    return changed


def shown_facts(facts: CheckFacts) -> list[dict[str, object]]:
    """Return the facts for the dossier, each with its source and the time of reading."""
    build = facts.build
    named: dict[str, object] = {
        "project": build.project.name or str(build.project.id),
        "pipeline": build.pipeline.name or str(build.pipeline.id),
        "run": build.number,
        "branch": build.branch or "unknown",
        "commit": build.commit or "unknown",
        "repository": (build.repository and build.repository.name) or "unknown",
        "stage": facts.stage.display_name or facts.stage.name,
        "attempt": facts.stage.attempt,
        "resource": f"{facts.resource.type} {facts.resource.name or facts.resource.id}",
        "reason": build.reason or "unknown",
        "requested for": _name(build.requested_for),
        "requested by": _name(build.requested_by),
        "authors": ", ".join(sorted({_name(author) for author in facts.authors})) or "unknown",
        "all authors known": facts.authors_complete,
        "check": f"configuration {facts.configuration.id}, version {facts.configuration.version}",
    }
    time = facts.read_at.isoformat(timespec="seconds")
    return [
        {"name": name, "value": value, "source": FROM_AZURE_DEVOPS, "time": time}
        for name, value in named.items()
    ]


def _name(person: object) -> str:
    for attribute in ("display_name", "unique_name", "id"):
        value = getattr(person, attribute, None)
        if value:
            return str(value)
    return "unknown"
