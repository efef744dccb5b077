"""A build, ADO's record of a pipeline run (`GET build/builds/{id}`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonValue
from service_hooks.json_view import guid, lookup, moment, positive_int, text, word
from service_hooks.records.person import Person, parse_person
from service_hooks.records.reading import needed

_RUNNING: Final = frozenset({"inProgress", "notStarted", "postponed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A team project."""

    id: Guid
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A pipeline, which the build API calls definition."""

    id: int
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The repository that the build took its YAML from."""

    id: str | None
    type: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggeringRun:
    """The run whose completion started this one."""

    build_id: int
    build_number: str | None
    project_id: Guid | None
    pipeline_id: int | None
    requested_for: Person | None
    requested_by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A build as read from ADO. `status`, `result` and `reason` are ADO's own words."""

    id: int
    number: str
    project: Project
    pipeline: Pipeline
    status: str
    result: str | None
    reason: str | None
    branch: str | None
    commit: str | None
    repository: Repository | None
    requested_for: Person | None
    requested_by: Person | None
    triggered_by: TriggeringRun | None
    queued_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    web_url: str | None

    @property
    def running(self) -> bool:
        """Tell whether the build can still go on; False also while it is being cancelled."""
        return self.status in _RUNNING


def parse_build(value: JsonValue) -> Build:
    """Return the build; raise Unavailable when a field that identifies it is missing."""
    result = word(value, "result")
    return Build(
        id=needed(positive_int(value, "id"), "build.id"),
        number=needed(text(value, "buildNumber"), "build.buildNumber"),
        project=Project(
            id=needed(guid(value, "project", "id"), "build.project.id"),
            name=text(value, "project", "name"),
        ),
        pipeline=Pipeline(
            id=needed(positive_int(value, "definition", "id"), "build.definition.id"),
            name=text(value, "definition", "name"),
        ),
        status=needed(word(value, "status"), "build.status"),
        result=None if result == "none" else result,
        reason=word(value, "reason"),
        branch=text(value, "sourceBranch"),
        commit=text(value, "sourceVersion"),
        repository=_repository(lookup(value, "repository")),
        requested_for=parse_person(value, "requestedFor"),
        requested_by=parse_person(value, "requestedBy"),
        triggered_by=_triggering_run(lookup(value, "triggeredByBuild")),
        queued_at=moment(value, "queueTime"),
        started_at=moment(value, "startTime"),
        finished_at=moment(value, "finishTime"),
        web_url=text(value, "_links", "web", "href"),
    )


def _repository(value: JsonValue) -> Repository | None:
    if not isinstance(value, dict):
        return None
    return Repository(id=text(value, "id"), type=text(value, "type"), name=text(value, "name"))


def _triggering_run(value: JsonValue) -> TriggeringRun | None:
    build_id = positive_int(value, "id")
    if build_id is None:
        return None
    return TriggeringRun(
        build_id=build_id,
        build_number=text(value, "buildNumber"),
        project_id=guid(value, "project", "id"),
        pipeline_id=positive_int(value, "definition", "id"),
        requested_for=parse_person(value, "requestedFor"),
        requested_by=parse_person(value, "requestedBy"),
    )
