"""Service hooks: which subscription hears of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from demo.azure_devops import deliveries, ids
from demo.azure_devops.model import Notification, Subscription
from demo.azure_devops.signals import (
    ApprovalChanged,
    CheckConfigurationChanged,
    JobChanged,
    RunChanged,
    StageChanged,
)
from demo.azure_devops.suites import find
from demo.azure_devops.world import World

RUN_STATE = "ms.vss-pipelines.run-state-changed-event"
STAGE_STATE = "ms.vss-pipelines.stage-state-changed-event"
JOB_STATE = "ms.vss-pipelines.job-state-changed-event"
BUILD_COMPLETE = "build.complete"
APPROVAL_PENDING = "ms.vss-pipelinechecks-events.approval-pending"
APPROVAL_COMPLETED = "ms.vss-pipelinechecks-events.approval-completed"
CHECK_UPDATED = "ms.vss-pipelinechecks-events.check-updated-event"

# Event type -> publisher and newest resource version (Microsoft Learn, service-hooks/events).
EVENT_TYPES = {
    BUILD_COMPLETE: ("tfs", "2.0"),
    RUN_STATE: ("pipelines", "5.1-preview.1"),
    STAGE_STATE: ("pipelines", "5.1-preview.1"),
    JOB_STATE: ("pipelines", "5.1-preview.1"),
    APPROVAL_PENDING: ("pipelines", "5.1-preview.1"),
    APPROVAL_COMPLETED: ("pipelines", "5.1-preview.1"),
    CHECK_UPDATED: ("pipelines", "1.0-preview.1"),
}
_BUILD_STATUS = {"canceled": "Stopped"}


def run_changed(world: World, signal: RunChanged) -> None:
    """Tell of a run's new state, and of a completed build."""
    run = world.organization.runs[signal.run_id]
    facts = {"pipelineId": str(run.pipeline_id), "runStateId": run.state, "runResultId": run.result}
    publish(world, RUN_STATE, {"run_id": run.id}, facts)
    if run.state == "completed":
        result = str(run.result)
        name = world.organization.pipelines[run.pipeline_id].name
        status = _BUILD_STATUS.get(result, result)
        publish(
            world,
            BUILD_COMPLETE,
            {"run_id": run.id},
            {"definitionName": name, "buildStatus": status},
        )


def stage_changed(world: World, signal: StageChanged) -> None:
    """Tell of a stage's new state."""
    run = world.organization.runs[signal.run_id]
    attempt = run.stage(signal.stage).current
    facts = {
        "pipelineId": str(run.pipeline_id),
        "stageNameId": signal.stage,
        "stageStateId": attempt.state,
        "stageResultId": attempt.result,
    }
    subject = {"run_id": run.id, "stage": signal.stage, "attempt": signal.attempt}
    publish(world, STAGE_STATE, subject, facts)


def job_changed(world: World, signal: JobChanged) -> None:
    """Tell of a job's new state."""
    run = world.organization.runs[signal.run_id]
    job = next(j for j in run.stage(signal.stage).current.jobs if j.name == signal.job)
    facts = {
        "pipelineId": str(run.pipeline_id),
        "stageNameId": signal.stage,
        "jobNameId": signal.job,
        "jobStateId": job.state,
        "jobResultId": job.result,
    }
    subject = {
        "run_id": run.id,
        "stage": signal.stage,
        "attempt": signal.attempt,
        "job": signal.job,
    }
    publish(world, JOB_STATE, subject, facts)


def approval_changed(world: World, signal: ApprovalChanged) -> None:
    """Tell of a pending or completed approval."""
    check_run = find(world, signal.suite_id, signal.check_run_id)
    suite = world.organization.suites[signal.suite_id]
    pipeline_id = world.organization.runs[suite.run_id].pipeline_id
    event_type = APPROVAL_PENDING if check_run.status == "running" else APPROVAL_COMPLETED
    facts = {
        "pipelineId": str(pipeline_id),
        "stageName": suite.stage,
        "environmentName": check_run.resource_name,
    }
    subject = {"suite_id": signal.suite_id, "check_run_id": signal.check_run_id}
    publish(world, event_type, subject, facts)


def check_changed(world: World, signal: CheckConfigurationChanged) -> None:
    """Tell of a created, changed or removed check."""
    subject = {
        "configuration_id": signal.configuration_id,
        "resource_type": signal.resource_type,
        "resource_id": signal.resource_id,
    }
    publish(world, CHECK_UPDATED, subject, {"resourceType": signal.resource_type})


def publish(
    world: World, event_type: str, subject: dict[str, Any], facts: Mapping[str, str | None]
) -> None:
    """Queue a notification for every subscription that the event concerns.

    On probation new events are not queued: they are lost (service-hooks/troubleshoot).
    """
    event_id = ids.guid(world.chance)
    for subscription in world.organization.subscriptions.values():
        if not _concerns(world, subscription, event_type, facts):
            continue
        if subscription.status == "onProbation":
            subscription.lost_events += 1
        elif subscription.status == "enabled":
            notify(world, subscription, event_type, event_id, subject)


def notify(
    world: World,
    subscription: Subscription,
    event_type: str,
    event_id: str,
    subject: dict[str, Any],
) -> Notification:
    """Queue one notification and send it."""
    notification = Notification(
        id=subscription.next_notification,
        event_id=event_id,
        created=world.now,
        modified=world.now,
        event_type=event_type,
        subject=subject,
    )
    subscription.next_notification += 1
    subscription.notifications.append(notification)
    deliveries.first(world, subscription, notification)
    return notification


def _concerns(
    world: World, subscription: Subscription, event_type: str, facts: Mapping[str, str | None]
) -> bool:
    """Compare the filters; an empty one lets everything pass, values compare without case."""
    if subscription.document["eventType"] != event_type:
        return False
    filters = subscription.document.get("publisherInputs") or {}
    if filters.get("projectId") not in (None, "", world.organization.project.id):
        return False
    return all(
        str(fact).lower() == str(filters[name]).lower()
        for name, fact in facts.items()
        if filters.get(name)
    )
