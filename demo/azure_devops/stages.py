"""The life of a stage attempt: its checks, then its jobs."""

from __future__ import annotations

from demo.azure_devops import checks, suites
from demo.azure_devops.model import (
    DeploymentRecord,
    EndpointUse,
    Job,
    JobPlan,
    Run,
    Stage,
)
from demo.azure_devops.signals import JobChanged, StageChanged, SuiteClosed
from demo.azure_devops.world import World

# What a closed check suite makes of its stage: a time-out skips it (Learn, invoke-checks).
_OUTCOMES = {
    "timedOut": "skipped",
    "rejected": "failed",
    "failed": "failed",
    "canceled": "canceled",
}


def begin(world: World, run: Run, stage: Stage) -> None:
    """Start a stage: wait for the checks of all its resources, or run its jobs at once."""
    attempt = stage.current
    suite = checks.open_suite(world, run, stage, resources(stage))
    if suite is None:
        _run_jobs(world, run, stage)
        return
    attempt.suite_id, attempt.state = suite.id, "waiting"
    world.emit(StageChanged(run.id, stage.name, attempt.attempt))
    checks.evaluate(world, suite)


def resources(stage: Stage) -> list[tuple[str, str]]:
    """List the protected resources that a stage uses, as (type, id)."""
    found: dict[tuple[str, str], None] = {}
    for plan in stage.plans:
        if plan.environment_id is not None:
            found["environment", str(plan.environment_id)] = None
        for endpoint_id in plan.endpoint_ids:
            found["endpoint", endpoint_id] = None
    return list(found)


def suite_closed(world: World, signal: SuiteClosed) -> None:
    """Go on, fail or skip when the checks have been decided."""
    suite = world.organization.suites[signal.suite_id]
    run = world.organization.runs[suite.run_id]
    stage = run.stage(suite.stage)
    if stage.current.suite_id != suite.id or stage.current.state != "waiting":
        return
    if suite.status == "approved":
        _run_jobs(world, run, stage)
    else:
        stage.current.message = suite.message
        close(world, run, stage, _OUTCOMES[suite.status])


def _run_jobs(world: World, run: Run, stage: Stage) -> None:
    """Start all jobs of a stage, side by side."""
    attempt = stage.current
    attempt.state, attempt.start_time = "running", world.now
    world.emit(StageChanged(run.id, stage.name, attempt.attempt))
    for job, plan in zip(attempt.jobs, stage.plans, strict=True):
        job.state, job.queue_time, job.start_time = "running", world.now, world.now
        run.last_log += 1
        job.log_id = run.last_log
        _note_use(world, run, stage, plan)
        world.emit(JobChanged(run.id, stage.name, attempt.attempt, job.name))
        world.scheduler.after(
            plan.duration,
            "job.finish",
            run_id=run.id,
            stage_name=stage.name,
            attempt_number=attempt.attempt,
            job_name=job.name,
        )


def _note_use(world: World, run: Run, stage: Stage, plan: JobPlan) -> None:
    """Write the lines of the deployment ledger and the execution histories."""
    organization = world.organization
    if plan.environment_id is not None:
        organization.deployments.append(
            DeploymentRecord(
                id=organization.counters.take("deployment"),
                environment_id=plan.environment_id,
                run_id=run.id,
                stage=stage.name,
                stage_attempt=stage.current.attempt,
                job=plan.name,
                queue_time=world.now,
                start_time=world.now,
            )
        )
    for endpoint_id in plan.endpoint_ids:
        number = organization.counters.take("endpoint_use")
        organization.endpoint_uses.append(
            EndpointUse(number, endpoint_id, run.id, stage.name, plan.name, world.now)
        )


def finish_job(
    world: World, run_id: int, stage_name: str, attempt_number: int, job_name: str
) -> None:
    """Finish a running job as planned, and its stage after the last one."""
    run = world.organization.runs[run_id]
    stage = run.stage(stage_name)
    if stage.current.attempt != attempt_number or stage.current.state != "running":
        return
    for job, plan in zip(stage.current.jobs, stage.plans, strict=True):
        if job.name == job_name:
            _end_job(world, run, stage, job, plan.result)
    if all(job.state == "completed" for job in stage.current.jobs):
        results = [job.result for job in stage.current.jobs]
        close(world, run, stage, _worst(results))


def _worst(results: list[str | None]) -> str:
    for result in ("failed", "canceled", "succeededWithIssues"):
        if result in results:
            return result
    return "succeeded"


def _end_job(world: World, run: Run, stage: Stage, job: Job, result: str) -> None:
    job.state, job.result, job.finish_time = "completed", result, world.now
    organization = world.organization
    lines: list[DeploymentRecord | EndpointUse] = [
        *organization.deployments,
        *organization.endpoint_uses,
    ]
    for line in lines:
        if (line.run_id, line.stage, line.job, line.result) == (run.id, stage.name, job.name, None):
            line.result, line.finish_time = result, world.now
    world.emit(JobChanged(run.id, stage.name, stage.current.attempt, job.name))


def close(world: World, run: Run, stage: Stage, result: str) -> None:
    """Complete the current attempt with this result; open checks and jobs end with it."""
    attempt = stage.current
    for job in attempt.jobs:
        if job.state == "running":
            _end_job(world, run, stage, job, "canceled")
        elif job.state == "pending":
            job.state, job.result, job.finish_time = "completed", "skipped", world.now
    attempt.state, attempt.result, attempt.finish_time = "completed", result, world.now
    if attempt.suite_id is not None:
        suites.cancel_suite(world, world.organization.suites[attempt.suite_id])
    world.emit(StageChanged(run.id, stage.name, attempt.attempt))
