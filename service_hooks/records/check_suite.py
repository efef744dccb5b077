"""A check suite: all checks of one stage attempt (`GET pipelines/checks/runs/{id}`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonValue
from service_hooks.json_view import guid, lookup, moment, objects, positive_int, text, word
from service_hooks.records.reading import needed

TASK_CHECK: Final = "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7"
"""The check type "Task Check": REST call, function, business hours, branch control."""

UNFINISHED: Final = frozenset({"none", "queued", "running", "rerunning", "deferred"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A protected resource: environment, endpoint, variablegroup, repository, ..."""

    type: str
    id: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """One evaluation of one check."""

    id: Guid
    status: str
    message: str | None
    type_id: Guid | None
    configuration_id: int | None
    configuration_version: int | None
    resource: Resource | None
    created_at: datetime | None
    completed_at: datetime | None

    @property
    def waiting(self) -> bool:
        """Tell whether ADO still waits for this check."""
        return self.status in UNFINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteContext:
    """What ADO says the suite belongs to; any part may be missing."""

    project_id: Guid | None
    build_id: int | None
    stage_record_id: Guid | None
    stage_name: str | None
    stage_attempt: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSuite:
    """The checks of a stage attempt."""

    id: Guid
    status: str
    runs: tuple[CheckRun, ...]
    context: SuiteContext
    completed_at: datetime | None

    @property
    def waiting(self) -> bool:
        """Tell whether ADO still holds the stage."""
        return self.status in UNFINISHED


def parse_check_suite(value: JsonValue) -> CheckSuite:
    """Return the suite; raise Unavailable when id or status are missing."""
    node = lookup(value, "context", "GraphNode")
    return CheckSuite(
        id=needed(guid(value, "id"), "checkSuite.id"),
        status=needed(word(value, "status"), "checkSuite.status"),
        runs=tuple(_run(item) for item in objects(value, "checkRuns")),
        context=SuiteContext(
            project_id=guid(value, "context", "Project", "Id"),
            build_id=positive_int(value, "context", "Pipeline", "Owner", "Id"),
            stage_record_id=guid(node, "Id"),
            stage_name=text(node, "Name"),
            stage_attempt=positive_int(node, "Attempt"),
        ),
        completed_at=moment(value, "completedDate"),
    )


def parse_resource(value: JsonValue) -> Resource | None:
    """Return the resource, its type in lower case; None without type or id."""
    resource_type = text(value, "type")
    number = positive_int(value, "id")
    resource_id = text(value, "id") if number is None else str(number)
    if resource_type is None or resource_id is None:
        return None
    return Resource(type=resource_type.lower(), id=resource_id, name=text(value, "name"))


def _run(item: JsonValue) -> CheckRun:
    reference = lookup(item, "checkConfigurationRef")
    return CheckRun(
        id=needed(guid(item, "id"), "checkRun.id"),
        status=needed(word(item, "status"), "checkRun.status"),
        message=text(item, "resultMessage"),
        type_id=guid(reference, "type", "id"),
        configuration_id=positive_int(reference, "id"),
        configuration_version=positive_int(reference, "version"),
        resource=parse_resource(lookup(reference, "resource")),
        created_at=moment(item, "createdDate"),
        completed_at=moment(item, "completedDate"),
    )
