"""The second look: is what was signed still what would be released?"""

from __future__ import annotations

from collections.abc import Mapping

from service_hooks.check_facts import CheckFacts
from service_hooks.contradictions import contradictions
from service_hooks.errors import Mismatch


def material_facts(facts: CheckFacts) -> dict[str, str]:
    """Return what a yes is bound to, as texts that can be stored and compared later.

    `requested_for` is the identity's id: people may be renamed meanwhile.
    """
    build, configuration = facts.build, facts.configuration
    person = build.requested_for
    return {
        "project_id": build.project.id,
        "pipeline_id": str(build.pipeline.id),
        "build_id": str(build.id),
        "build_number": build.number,
        "commit": build.commit or "",
        "branch": build.branch or "",
        "requested_for": (person and (person.id or person.unique_name)) or "",
        "stage": facts.stage.record_id,
        "attempt": str(facts.stage.attempt),
        "suite": facts.suite.id,
        "check_run": facts.check_run.id,
        "resource": f"{facts.resource.type} {facts.resource.id}",
        "configuration.id": str(configuration.id),
        "configuration.version": str(configuration.version),
        "configuration.settings": configuration.settings_hash,
    }


def same_facts(before: Mapping[str, str], now: CheckFacts) -> tuple[Mismatch, ...]:
    """Return what changed since `before` was stored; empty when a yes may leave.

    `now` must be read directly before `succeeded` is sent: the build still runs, the suite still
    waits, and every material fact is the one that was signed. A fact that `before` lacks counts
    as changed.
    """
    return contradictions(
        *((name, before.get(name), value) for name, value in material_facts(now).items()),
        ("configuration.disabled", False, now.configuration.disabled),
        ("build.running", True, now.build.running),
        ("suite.waiting", True, now.suite.waiting),
        ("check_run.waiting", True, now.check_run.waiting),
    )
