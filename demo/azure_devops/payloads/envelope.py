"""The envelope around every event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.azure_devops.model import Notification, Subscription
from demo.azure_devops.payloads import builds, checks, pipelines
from demo.azure_devops.views.common import Json, iso
from demo.azure_devops.world import World

# Event type -> function that gives the message and the resource.
_RENDERERS: dict[str, Callable[[World, dict[str, Any]], tuple[str, Json]]] = {
    "build.complete": builds.complete,
    "ms.vss-pipelines.run-state-changed-event": pipelines.run_changed,
    "ms.vss-pipelines.stage-state-changed-event": pipelines.stage_changed,
    "ms.vss-pipelines.job-state-changed-event": pipelines.job_changed,
    "ms.vss-pipelinechecks-events.approval-pending": checks.approval_pending,
    "ms.vss-pipelinechecks-events.approval-completed": checks.approval_completed,
    "ms.vss-pipelinechecks-events.check-updated-event": checks.check_updated,
}


def render(world: World, subscription: Subscription, notification: Notification) -> Json:
    """Write the whole event for a subscriber, with the resource as it is now."""
    document = subscription.document
    text, resource = _RENDERERS[notification.event_type](world, notification.subject)
    inputs = document.get("consumerInputs") or {}
    event: Json = {
        "subscriptionId": subscription.id,
        "notificationId": notification.id,
        "id": notification.event_id,
        "eventType": notification.event_type,
        "publisherId": document["publisherId"],
        "message": _message(text, inputs.get("messagesToSend", "")),
        "detailedMessage": _message(text, inputs.get("detailedMessagesToSend", "")),
        "resource": _resource(resource, inputs.get("resourceDetailsToSend", "")),
        "resourceVersion": document.get("resourceVersion"),
        "resourceContainers": _containers(world, notification.event_type),
        "createdDate": iso(notification.created),
    }
    return {name: value for name, value in event.items() if value is not None}


def _message(text: str, wanted: str) -> Json | None:
    """Write a message in the wanted formats; empty means all."""
    formats = {"text": text, "html": f"<b>{text}</b>", "markdown": f"**{text}**"}
    if wanted in ("", "all"):
        return formats
    return {wanted: formats[wanted]} if wanted in formats else None


def _resource(resource: Json, wanted: str) -> Json | None:
    if wanted == "none":
        return None
    if wanted == "minimal":
        return {k: v for k, v in resource.items() if not isinstance(v, (dict, list))}
    return resource


def _containers(world: World, event_type: str) -> Json:
    """Write the containers; observed approval deliveries name no project."""
    organization = world.organization
    place = {"id": organization.id, "baseUrl": f"{world.organization_url}/"}
    project = {"id": organization.project.id, "baseUrl": f"{world.organization_url}/"}
    if ".approval-" in event_type:
        return {"collection": place, "account": place}
    return {"collection": place, "account": place, "project": project}
