"""The second look: whether what was signed is still what would be released."""

from __future__ import annotations

from service_hooks.check_facts import CheckFacts
from service_hooks.contradictions import contradictions
from service_hooks.errors import Mismatch


def same_facts(before: CheckFacts, now: CheckFacts) -> tuple[Mismatch, ...]:
    """Return what changed between two readings; empty when a yes may leave.

    `now` must be read directly before `succeeded` is sent: the build still runs, the suite still
    waits, and commit, stage attempt, resource and the check's settings are those of `before`.
    """
    return contradictions(
        ("project_id", before.build.project.id, now.build.project.id),
        ("pipeline_id", before.build.pipeline.id, now.build.pipeline.id),
        ("build_id", before.build.id, now.build.id),
        ("build_number", before.build.number, now.build.number),
        ("commit", before.build.commit, now.build.commit),
        ("branch", before.build.branch, now.build.branch),
        ("stage", before.stage.record_id, now.stage.record_id),
        ("attempt", before.stage.attempt, now.stage.attempt),
        ("suite", before.suite.id, now.suite.id),
        ("check_run", before.check_run.id, now.check_run.id),
        ("resource", _resource(before), _resource(now)),
        ("configuration.id", before.configuration.id, now.configuration.id),
        ("configuration.version", before.configuration.version, now.configuration.version),
        ("configuration.settings", _settings(before), _settings(now)),
        ("configuration.disabled", False, now.configuration.disabled),
        ("build.running", True, now.build.running),
        ("suite.waiting", True, now.suite.waiting),
        ("check_run.waiting", True, now.check_run.waiting),
    )


def _resource(facts: CheckFacts) -> str:
    return f"{facts.resource.type} {facts.resource.id}"


def _settings(facts: CheckFacts) -> str:
    return facts.configuration.settings_hash
