# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts of a deployment as approvers are shown them."""

from __future__ import annotations

from service_hooks.check_facts import CheckFacts

FROM_AZURE_DEVOPS = "read from Azure DevOps"


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
        "call bound by": facts.binding.value.replace("_", " "),
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
