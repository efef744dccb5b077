"""Approvals of the built-in Approval check."""

from __future__ import annotations

from demo.azure_devops.model import ApprovalStep, CheckRun
from demo.azure_devops.views.common import Json, identity_ref, iso, without_none
from demo.azure_devops.world import World

_STATUS = {"queued": "uninitiated", "running": "pending", "bypassed": "skipped"}


def approval(world: World, check_run: CheckRun) -> Json:
    """Write an Approval; its id is the check run's."""
    suite = world.organization.suites[check_run.suite_id]
    run = world.organization.runs[suite.run_id]
    pipeline = world.organization.pipelines[run.pipeline_id]
    settings = check_run.settings
    return {
        "id": check_run.id,
        "steps": [_step(world, check_run, n, s) for n, s in enumerate(check_run.steps, 1)],
        "status": _STATUS.get(check_run.status, check_run.status),
        "createdOn": iso(check_run.created),
        "lastModifiedOn": iso(check_run.completed or check_run.created),
        "executionOrder": settings.get("executionOrder", "anyOrder"),
        "minRequiredApprovers": settings.get("minRequiredApprovers") or len(check_run.steps),
        "blockedApprovers": [],
        "instructions": settings.get("instructions", ""),
        "pipeline": {
            "owner": {"id": run.id, "name": run.number},
            "id": str(pipeline.id),
            "name": pipeline.name,
        },
        "_links": {},
    }


def _step(world: World, check_run: CheckRun, order: int, step: ApprovalStep) -> Json:
    def person(identity_id: str | None) -> Json | None:
        return identity_ref(world, world.identity(identity_id).key) if identity_id else None

    return without_none(
        {
            "assignedApprover": person(step.approver_id),
            "actualApprover": person(step.actual_approver_id),
            "status": step.status,
            "comment": step.comment or None,
            "order": order,
            "initiatedOn": iso(check_run.created),
            "lastModifiedOn": iso(step.modified_on),
        }
    )
