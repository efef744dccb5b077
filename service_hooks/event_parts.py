"""The smaller parts of an event: organization, stage, job, approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonValue
from service_hooks.json_view import guid, lookup, moment, objects, positive_int, text, word
from service_hooks.records.person import Person, parse_person


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOrganization:
    """The organization that an event says it comes from."""

    collection_id: Guid | None
    account_id: Guid | None
    base_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStep:
    """A stage or a job. ADO tells no attempt of a stage here: the timeline does."""

    id: str | None
    name: str | None
    display_name: str | None
    state: str | None
    result: str | None
    attempt: int | None
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventApproval:
    """ADO's built-in approval, which is not ours."""

    id: Guid | None
    status: str | None
    approvers: tuple[Person, ...]


def parse_organization(containers: JsonValue) -> EventOrganization:
    """Return the organization of `resourceContainers`."""
    return EventOrganization(
        collection_id=guid(containers, "collection", "id"),
        account_id=guid(containers, "account", "id"),
        base_url=text(containers, "collection", "baseUrl")
        or text(containers, "account", "baseUrl"),
    )


def parse_step(resource: JsonValue, name: str) -> EventStep | None:
    """Return the stage or job of an event; approval events name the stage beside it."""
    found = lookup(resource, name)
    step = EventStep(
        id=text(found, "id"),
        name=text(found, "name") or text(resource, f"{name}Name"),
        display_name=text(found, "displayName"),
        state=word(found, "state"),
        result=word(found, "result"),
        attempt=positive_int(found, "attempt")
        or (positive_int(resource, "attemptId") if name == "stage" else None),
        started_at=moment(found, "startTime"),
        finished_at=moment(found, "finishTime"),
    )
    return None if step.id is None and step.name is None else step


def parse_approval(resource: JsonValue) -> EventApproval | None:
    """Return the approval with everybody who decided a step of it."""
    found = lookup(resource, "approval")
    approval = EventApproval(
        id=guid(found, "id") or guid(resource, "approvalId"),
        status=word(found, "status"),
        approvers=tuple(
            person
            for step in objects(found, "steps")
            if (person := parse_person(step, "actualApprover")) is not None
        ),
    )
    return None if approval.id is None and approval.status is None else approval
