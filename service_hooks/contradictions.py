"""Compares what was claimed and what was read, field by field; pure."""

from __future__ import annotations

from service_hooks.check_call import CheckCall
from service_hooks.errors import Mismatch
from service_hooks.records.build import Build
from service_hooks.records.check_configuration import CheckConfiguration
from service_hooks.records.check_suite import CheckRun, CheckSuite
from service_hooks.stages import StageWithCheckpoint


def contradictions(*pairs: tuple[str, object, object]) -> tuple[Mismatch, ...]:
    """Return a mismatch for every (field, expected, actual) that differs."""
    return tuple(
        Mismatch(field=field, expected=str(expected), actual=_said(actual))
        for field, expected, actual in pairs
        if expected != actual
    )


def build_contradictions(call: CheckCall, build: Build) -> tuple[Mismatch, ...]:
    """Return how the build that ADO shows differs from the one that the call names."""
    return contradictions(
        ("build_id", call.build_id, build.id),
        ("project_id", call.project_id, build.project.id),
    )


def suite_contradictions(
    suite: CheckSuite, *, build: Build, found: StageWithCheckpoint
) -> tuple[Mismatch, ...]:
    """Return how the suite's own context differs from where the timeline has it.

    What the context does not tell is not compared.
    """
    context = suite.context
    pairs = (
        ("suite", found.checkpoint.id, suite.id),
        ("suite.project", build.project.id, context.project_id),
        ("suite.build", build.id, context.build_id),
        ("suite.stage", found.stage.id, context.stage_record_id),
        ("suite.attempt", found.stage.attempt, context.stage_attempt),
    )
    return contradictions(*(pair for pair in pairs if pair[2] is not None))


def configuration_contradictions(
    call: CheckCall, *, run: CheckRun, configuration: CheckConfiguration
) -> tuple[Mismatch, ...]:
    """Return how the configuration differs from the one that the check run was started with.

    A version that moved on means that somebody edited the check while it ran.
    """
    pairs: list[tuple[str, object, object]] = [
        ("configuration.id", run.configuration_id, configuration.id),
        ("configuration.rest_check", True, configuration.invokes_rest_api),
    ]
    if run.configuration_version is not None:
        versions = run.configuration_version, configuration.version
        pairs.append(("configuration.version", *versions))
    if run.resource is not None and configuration.resource is not None:
        pairs.append(
            (
                "configuration.resource",
                f"{run.resource.type} {run.resource.id}",
                f"{configuration.resource.type} {configuration.resource.id}",
            )
        )
    if call.gate is not None:
        pairs.append(("gate", call.gate, configuration.gate))
    return contradictions(*pairs)


def _said(value: object) -> str | None:
    return None if value is None else str(value)
