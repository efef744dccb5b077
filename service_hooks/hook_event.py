"""A service-hook event: what an untrusted notification says, as far as it says it.

Hooks are hints that something is worth reading back; nothing is decided by them (threats F19).
Documented samples lack fields and real deliveries differ from them, so everything is optional.
Source: https://learn.microsoft.com/azure/devops/service-hooks/events, facts 1.4 to 1.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from service_hooks.errors import FieldProblem, MalformedCall
from service_hooks.event_parts import (
    EventApproval,
    EventOrganization,
    EventStep,
    parse_approval,
    parse_organization,
    parse_step,
)
from service_hooks.event_run import EventRun, parse_run
from service_hooks.identifiers import MAX_INT64, Guid
from service_hooks.json_reading import JsonObject, UnreadableJson, parse_tolerant_json
from service_hooks.json_view import guid, lookup, moment, positive_int, text
from service_hooks.records.check_suite import Resource, parse_resource
from service_hooks.records.person import Person

MAX_BODY_BYTES: Final = 4 * 1024 * 1024


class EventKind(StrEnum):
    """The seven events that the control plane subscribes to."""

    BUILD_COMPLETE = "build.complete"
    RUN_STATE_CHANGED = "ms.vss-pipelines.run-state-changed-event"
    STAGE_STATE_CHANGED = "ms.vss-pipelines.stage-state-changed-event"
    JOB_STATE_CHANGED = "ms.vss-pipelines.job-state-changed-event"
    APPROVAL_PENDING = "ms.vss-pipelinechecks-events.approval-pending"
    APPROVAL_COMPLETED = "ms.vss-pipelinechecks-events.approval-completed"
    CHECK_UPDATED = "ms.vss-pipelinechecks-events.check-updated-event"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookEvent:
    """One notification; None is what it does not say. `kind` is None for other event types."""

    subscription_id: Guid | None
    notification_id: int | None
    event_id: Guid | None
    event_type: str | None
    kind: EventKind | None
    created_at: datetime | None
    resource_version: str | None
    message: str | None
    organization: EventOrganization
    project_id: Guid | None
    run: EventRun
    stage: EventStep | None
    job: EventStep | None
    approval: EventApproval | None
    check_configuration_id: int | None
    resource: Resource | None

    @property
    def build_id(self) -> int | None:
        """Return the id of the run, which is the id of its build."""
        return self.run.build_id

    @property
    def requested_for(self) -> Person | None:
        """Return on whose behalf the run was queued, as the event claims."""
        return self.run.requested_for

    @property
    def delivery_key(self) -> tuple[Guid, int] | None:
        """Return what makes this delivery unique: subscription and notification (facts 1.8)."""
        if self.subscription_id is None or self.notification_id is None:
            return None
        return self.subscription_id, self.notification_id


def parse_hook_event(body: bytes, *, max_bytes: int = MAX_BODY_BYTES) -> HookEvent:
    """Return the event; raise MalformedCall only when the body is no JSON object.

    Bounded in size and depth; any shape inside the object is taken, with None for what is odd.
    """
    try:
        content = parse_tolerant_json(body, max_bytes=max_bytes)
    except UnreadableJson as error:
        raise MalformedCall((FieldProblem(field="body", problem=str(error)),)) from None
    if not isinstance(content, dict):
        raise MalformedCall((FieldProblem(field="body", problem="is not a JSON object"),))
    return _event(content)


def _event(content: JsonObject) -> HookEvent:
    resource = lookup(content, "resource")
    event_type = text(content, "eventType")
    kind = _kind(event_type)
    return HookEvent(
        subscription_id=guid(content, "subscriptionId"),
        notification_id=positive_int(content, "notificationId", maximum=MAX_INT64),
        event_id=guid(content, "id"),
        event_type=event_type,
        kind=kind,
        created_at=moment(content, "createdDate"),
        resource_version=text(content, "resourceVersion"),
        message=text(content, "message", "text"),
        organization=parse_organization(lookup(content, "resourceContainers")),
        project_id=_project_id(content),
        run=parse_run(resource, is_build=kind is EventKind.BUILD_COMPLETE),
        stage=parse_step(resource, "stage"),
        job=parse_step(resource, "job"),
        approval=parse_approval(resource),
        check_configuration_id=positive_int(resource, "checkConfigurationId"),
        resource=_resource(content),
    )


def _kind(event_type: str | None) -> EventKind | None:
    folded = (event_type or "").casefold()
    return next((kind for kind in EventKind if kind.value == folded), None)


def _project_id(content: JsonObject) -> Guid | None:
    """Return the project; real approval events name it in the resource alone (facts 1.6)."""
    return (
        guid(content, "resourceContainers", "project", "id")
        or guid(content, "resource", "projectId")
        or guid(content, "resource", "project", "id")
    )


def _resource(content: JsonObject) -> Resource | None:
    """Return the protected resource of check and approval events."""
    found = lookup(content, "resource", "resource")
    resource_type = text(found, "type") or text(found, "resourceType")
    resource_id = lookup(found, "id")
    return parse_resource({"type": resource_type, "id": resource_id, "name": text(found, "name")})
