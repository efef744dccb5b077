"""Reads the description of a run to queue, as the control API and `pipelines/{id}/runs` get it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from demo.azure_devops import ids
from demo.azure_devops.model import Change, Environment, JobPlan, Pipeline, Run, Stage
from demo.azure_devops.world import World

DEFAULT_STAGES: list[dict[str, Any]] = [
    {"name": "Build", "jobs": [{"name": "Compile"}]},
    {"name": "Production", "jobs": [{"name": "Deploy", "environment": "production"}]},
]


def read(world: World, spec: dict[str, Any]) -> Run:
    """Make the run that a description asks for; raises KeyError for names that do not exist.

    Absent fields have defaults: pipeline `web-shop`, branch main, a random commit, requested by the
    engineer, reason manual, one change by the requester, a build stage and a production stage.
    """
    organization = world.organization
    pipeline = find_pipeline(world, spec.get("pipeline", "web-shop"))
    requester = world.identity(spec.get("requester", "engineer"))
    commit = spec.get("commit") or f"{world.chance.getrandbits(160):040x}"
    return Run(
        id=organization.counters.take("run"),
        number=spec.get("number") or _number(world, pipeline),
        pipeline_id=pipeline.id,
        plan_id=ids.guid(world.chance),
        branch=spec.get("branch", "refs/heads/main"),
        commit=commit,
        reason=spec.get("reason", "manual"),
        requested_for=requester.key,
        requested_by=world.identity(spec.get("requested_by", requester.key)).key,
        queue_time=world.now,
        stages=_stages(world, spec.get("stages") or DEFAULT_STAGES),
        changes=_changes(world, spec, commit, requester.key),
        variables={str(k): str(v) for k, v in spec.get("variables", {}).items()},
        parameters={str(k): str(v) for k, v in spec.get("parameters", {}).items()},
        work_items=list(spec.get("work_items", [])),
        tags=list(spec.get("tags", [])),
    )


def find_pipeline(world: World, reference: int | str) -> Pipeline:
    """Find a pipeline by id or name; raises KeyError."""
    for pipeline in world.organization.pipelines.values():
        if str(reference) in (str(pipeline.id), pipeline.name):
            return pipeline
    raise KeyError(f"no pipeline {reference}")


def find_environment(world: World, reference: int | str) -> Environment:
    """Find an environment by id or name; raises KeyError."""
    for environment in world.organization.environments.values():
        if str(reference) in (str(environment.id), environment.name):
            return environment
    raise KeyError(f"no environment {reference}")


def _number(world: World, pipeline: Pipeline) -> str:
    """Count like `$(Date:yyyyMMdd)$(Rev:.r)`: unique per pipeline only."""
    day = datetime.fromtimestamp(world.now, UTC).strftime("%Y%m%d")
    pipeline.numbers[day] = pipeline.numbers.get(day, 0) + 1
    return f"{day}.{pipeline.numbers[day]}"


def _stages(world: World, specs: list[dict[str, Any]]) -> list[Stage]:
    stages: list[Stage] = []
    for spec in specs:
        before = [stages[-1].name] if stages else []
        stages.append(
            Stage(
                name=spec["name"],
                display_name=spec.get("display_name", spec["name"]),
                depends_on=spec.get("depends_on", before),
                plans=[_job(world, job) for job in spec.get("jobs", [{"name": "Job"}])],
            )
        )
    return stages


def _job(world: World, spec: dict[str, Any]) -> JobPlan:
    target = spec.get("environment")
    return JobPlan(
        name=spec.get("name", "Job"),
        duration=float(spec.get("duration_seconds", 1.0)),
        result=spec.get("result", "succeeded"),
        environment_id=find_environment(world, target).id if target is not None else None,
        log=spec.get("log", "Hello from the simulated agent"),
        endpoint_ids=[_endpoint(world, name) for name in spec.get("service_connections", [])],
    )


def _endpoint(world: World, reference: str) -> str:
    for endpoint in world.organization.endpoints.values():
        if reference in (endpoint.id, endpoint.document["name"]):
            return endpoint.id
    raise KeyError(f"no service connection {reference}")


def _changes(world: World, spec: dict[str, Any], commit: str, requester: str) -> list[Change]:
    given = spec.get("changes")
    if given is None:
        given = [{"author": requester, "id": commit, "message": "Change the shop"}]
    return [_change(world, change) for change in given]


def _change(world: World, spec: dict[str, Any]) -> Change:
    """Read a change; its author is a person's handle, or free text as git allows."""
    author, email = spec["author"], spec.get("email", "")
    if author in world.organization.identities:
        person = world.identity(author)
        author, email = person.display_name, email or person.unique_name
    return Change(
        id=spec.get("id") or f"{world.chance.getrandbits(160):040x}",
        message=spec.get("message", "Change the shop"),
        author=author,
        email=email,
        timestamp=spec.get("timestamp", world.now - 3600),
        pusher=spec.get("pusher", ""),
    )
