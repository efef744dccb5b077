"""Payloads of approvals and of changed checks."""

from __future__ import annotations

from typing import Any

from demo.azure_devops import ids
from demo.azure_devops.suites import find
from demo.azure_devops.views.approvals import approval
from demo.azure_devops.views.common import Json
from demo.azure_devops.world import World


def approval_pending(world: World, subject: dict[str, Any]) -> tuple[str, Json]:
    """Write message and resource of an approval that waits."""
    return _approval(world, subject, "pending")


def approval_completed(world: World, subject: dict[str, Any]) -> tuple[str, Json]:
    """Write message and resource of an approval that is done."""
    return _approval(world, subject, "completed")


def _approval(world: World, subject: dict[str, Any], word: str) -> tuple[str, Json]:
    check_run = find(world, subject["suite_id"], subject["check_run_id"])
    suite = world.organization.suites[subject["suite_id"]]
    run = world.organization.runs[suite.run_id]
    pipeline = world.organization.pipelines[run.pipeline_id]
    requester = world.organization.identities[run.requested_for]
    resource = {
        "approval": approval(world, check_run),
        "approvalId": check_run.id,
        "projectId": world.organization.project.id,
        "pipeline": {"id": pipeline.id, "name": pipeline.name},
        "stage": {"id": ids.record_id(suite.stage, suite.attempt), "name": suite.stage},
        "run": {
            "id": run.id,
            "name": run.number,
            "requestedFor": requester.display_name,
            "runReason": run.reason,
        },
        "resource": {
            "id": check_run.resource_id,
            "name": check_run.resource_name,
            "resourceType": check_run.resource_type,
        },
        "runId": run.id,
        "id": 0,
        "url": None,
        "stageName": suite.stage,
        "attemptId": suite.attempt,
    }
    text = (
        f"Approval {word} for deployment of pipeline {pipeline.name} to {check_run.resource_name}."
    )
    return text, resource


def check_updated(world: World, subject: dict[str, Any]) -> tuple[str, Json]:
    """Write message and resource of a check that was created, changed or removed."""
    resource = {
        "resource": {"type": subject["resource_type"], "id": subject["resource_id"]},
        "checkConfigurationId": subject["configuration_id"],
        "projectId": world.organization.project.id,
    }
    return f"Check {subject['configuration_id']} was updated.", resource
