"""Payloads of run, stage and job state changes, version 5.1-preview.1."""

from __future__ import annotations

from typing import Any

from demo.azure_devops import ids
from demo.azure_devops.model import Job, Run, Stage, StageAttempt
from demo.azure_devops.views import runs
from demo.azure_devops.views.common import Json, identity_ref, iso, results_url
from demo.azure_devops.world import World


def run_changed(world: World, subject: dict[str, Any]) -> tuple[str, Json]:
    """Write message and resource of a run's state; observed deliveries name the requester."""
    run = world.organization.runs[subject["run_id"]]
    people = {
        "requestedFor": identity_ref(world, run.requested_for),
        "requestedBy": identity_ref(world, run.requested_by),
    }
    resource = {"run": {**_run(world, run), **people}, **_context(world, run)}
    return f"Run {run.number} {_verb(run.state, runs.result(run))}.", resource


def stage_changed(world: World, subject: dict[str, Any]) -> tuple[str, Json]:
    """Write message and resource of a stage's state; the attempt is not told."""
    run, stage, attempt = _find(world, subject)
    resource = {
        "stage": {"_links": _web(world, run), **_stage(stage, attempt)},
        "run": _run(world, run),
        **_context(world, run),
    }
    verb = _verb(attempt.state, attempt.result)
    return f"Run {run.number} stage {stage.name} {verb}.", resource


def job_changed(world: World, subject: dict[str, Any]) -> tuple[str, Json]:
    """Write message and resource of a job's state."""
    run, stage, attempt = _find(world, subject)
    job = next(job for job in attempt.jobs if job.name == subject["job"])
    resource = {
        "job": {"_links": _web(world, run), **_job(stage, attempt, job)},
        "stage": {
            **_stage(stage, attempt),
            "startTime": iso(attempt.start_time),
            "finishTime": None,
        },
        "run": _run(world, run),
        **_context(world, run),
    }
    text = f"Run {run.number} stage {stage.name} job {job.name} {_verb(job.state, job.result)}."
    return text, resource


def _find(world: World, subject: dict[str, Any]) -> tuple[Run, Stage, StageAttempt]:
    run = world.organization.runs[subject["run_id"]]
    stage = run.stage(subject["stage"])
    return run, stage, stage.attempts[subject["attempt"] - 1]


def _verb(state: str, result: str | None) -> str:
    return result if state == "completed" and result else state


def _web(world: World, run: Run) -> Json:
    definition = f"{world.project_url}/_build/definition?definitionId={run.pipeline_id}"
    return {"web": {"href": results_url(world, run.id)}, "pipeline.web": {"href": definition}}


def _stage(stage: Stage, attempt: StageAttempt) -> Json:
    """Write the stage: its id is name-based and so the same in every run."""
    return {
        "id": ids.record_id(stage.name, attempt.attempt),
        "name": stage.name,
        "displayName": stage.display_name,
        "state": attempt.state,
        "result": attempt.result,
    }


def _job(stage: Stage, attempt: StageAttempt, job: Job) -> Json:
    return {
        "id": ids.record_id(f"{stage.name}.{job.name}.__default", attempt.attempt),
        "name": job.name,
        "state": "waiting" if job.state == "pending" else job.state,
        "result": job.result,
        "startTime": iso(job.start_time),
        "finishTime": iso(job.finish_time),
    }


def _run(world: World, run: Run) -> Json:
    return {
        "_links": runs.links(world, run),
        "pipeline": _pipeline(world, run),
        "state": runs.state(run),
        "result": runs.result(run),
        "createdDate": iso(run.queue_time),
        "finishedDate": iso(run.finish_time),
        "url": runs.run_url(world, run),
        "id": run.id,
        "name": run.number,
    }


def _pipeline(world: World, run: Run) -> Json:
    return runs.pipeline_ref(world, world.organization.pipelines[run.pipeline_id])


def _context(world: World, run: Run) -> Json:
    """Write pipeline and repositories, with the newest change of the run."""
    name = world.organization.pipelines[run.pipeline_id].name
    change: Json = {}
    if run.changes:
        newest = run.changes[0]
        person = {"name": newest.author, "email": newest.email, "date": iso(newest.timestamp)}
        change = {"author": person, "committer": person, "message": newest.message}
    repository = {
        "type": "Git",
        "change": change,
        "url": f"{world.organization_url}/{world.organization.project.name}/_git/{name}",
    }
    return {"pipeline": _pipeline(world, run), "repositories": [repository]}
