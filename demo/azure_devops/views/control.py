"""What the control API and the page show of runs: more than Azure DevOps would tell."""

from __future__ import annotations

from demo.azure_devops import ids
from demo.azure_devops.model import CheckRun, Run, Stage, StageAttempt
from demo.azure_devops.views.common import Json, iso, results_url
from demo.azure_devops.world import World


def run(world: World, item: Run) -> Json:
    """Show a run with its stages, checks and jobs."""
    return {
        "id": item.id,
        "number": item.number,
        "pipeline": world.organization.pipelines[item.pipeline_id].name,
        "pipeline_id": item.pipeline_id,
        "plan_id": item.plan_id,
        "branch": item.branch,
        "commit": item.commit,
        "reason": item.reason,
        "requested_for": item.requested_for,
        "requested_for_name": world.identity(item.requested_for).display_name,
        "state": item.state,
        "result": item.result,
        "queue_time": iso(item.queue_time),
        "finish_time": iso(item.finish_time),
        "web_url": results_url(world, item.id),
        "stages": [_stage(world, stage) for stage in item.stages],
    }


def _stage(world: World, stage: Stage) -> Json:
    newest = _attempt(world, stage, stage.current)
    return {
        "name": stage.name,
        **newest,
        "attempts": [_attempt(world, stage, attempt) for attempt in stage.attempts],
    }


def _attempt(world: World, stage: Stage, attempt: StageAttempt) -> Json:
    suite = world.organization.suites.get(attempt.suite_id or "")
    return {
        "attempt": attempt.attempt,
        "record_id": ids.record_id(stage.name, attempt.attempt),
        "state": attempt.state,
        "result": attempt.result,
        "message": attempt.message,
        "suite_id": attempt.suite_id,
        "suite_status": suite.status if suite else None,
        "checks": [check_run(world, each) for each in suite.check_runs] if suite else [],
        "jobs": [
            {"name": job.name, "state": job.state, "result": job.result} for job in attempt.jobs
        ],
    }


def check_run(world: World, item: CheckRun) -> Json:
    """Show a check run with its plan, what was written to it, and how its call was answered."""
    plan = world.organization.plans.get(item.plan_id or "")
    return {
        "id": item.id,
        "configuration_id": item.configuration_id,
        "configuration_version": item.configuration_version,
        "resource": f"{item.resource_type}/{item.resource_name}",
        "status": item.status,
        "message": item.message,
        "evaluations": item.evaluations,
        "acknowledged": item.acknowledged,
        "acknowledgement_seconds": item.acknowledgement_seconds,
        "plan_id": item.plan_id,
        "job_id": plan.job_id if plan else None,
        "feed": plan.feed if plan else [],
        "logs": [log.text for log in plan.logs] if plan else [],
    }
