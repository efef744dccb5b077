"""The run that an event speaks of, wherever the event keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from service_hooks.identifiers import parse_positive_int
from service_hooks.json_reading import JsonValue
from service_hooks.json_view import lookup, moment, positive_int, text, word
from service_hooks.records.person import Person, parse_person

_RUN_ID_IN_URL: Final = re.compile(
    r"(?:[?&]buildId=|/_apis/pipelines/\d+/runs/|/_apis/build/builds/)(\d{1,10})(?!\d)",
    re.IGNORECASE,
)
_RESULTS: Final = frozenset({"succeeded", "partiallySucceeded", "failed", "canceled", "stopped"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRun:
    """A run as an event tells it; states and results in lower camel case."""

    build_id: int | None
    number: str | None
    state: str | None
    result: str | None
    pipeline_id: int | None
    pipeline_name: str | None
    created_at: datetime | None
    finished_at: datetime | None
    requested_for: Person | None
    requested_by: Person | None


def parse_run(resource: JsonValue, *, is_build: bool) -> EventRun:
    """Return what an event's resource says of the run; every field None when it says nothing."""
    return _from_build(resource) if is_build else _from_run(resource)


def _from_build(build: JsonValue) -> EventRun:
    """Read `build.complete`, whose resource is the build; version 1.0 has its result as status."""
    state, result = word(build, "status"), word(build, "result")
    if state in _RESULTS:
        state, result = "completed", result or state
    return EventRun(
        build_id=positive_int(build, "id") or _id_in_urls(build),
        number=text(build, "buildNumber"),
        state=state,
        result=result,
        pipeline_id=positive_int(build, "definition", "id"),
        pipeline_name=text(build, "definition", "name"),
        created_at=moment(build, "queueTime"),
        finished_at=moment(build, "finishTime"),
        requested_for=parse_person(build, "requestedFor"),
        requested_by=parse_person(build, "requestedBy"),
    )


def _from_run(resource: JsonValue) -> EventRun:
    run, stage = lookup(resource, "run"), lookup(resource, "stage")
    owner = lookup(resource, "approval", "pipeline", "owner")
    pipelines = (lookup(run, "pipeline"), lookup(resource, "pipeline"))
    return EventRun(
        build_id=positive_int(run, "id")
        or positive_int(resource, "runId")
        or positive_int(owner, "id")
        or _id_in_urls(run, stage, lookup(resource, "job"), resource),
        number=text(run, "name") or text(owner, "name"),
        state=word(run, "state"),
        result=word(run, "result"),
        pipeline_id=_first(positive_int(one, "id") for one in pipelines),
        pipeline_name=_first(text(one, "name") for one in pipelines),
        created_at=moment(run, "createdDate"),
        finished_at=moment(run, "finishedDate"),
        requested_for=parse_person(run, "requestedFor") or parse_person(resource, "requestedFor"),
        requested_by=parse_person(run, "requestedBy") or parse_person(resource, "requestedBy"),
    )


def _id_in_urls(*places: JsonValue) -> int | None:
    """Return the run id from a link; the documented run event carries it nowhere else."""
    urls = (
        url
        for place in places
        for url in (text(place, "_links", "web", "href"), text(place, "url"))
        if url is not None
    )
    return _first(_id_in_url(url) for url in urls)


def _id_in_url(url: str) -> int | None:
    found = _RUN_ID_IN_URL.search(url)
    try:
        return parse_positive_int(found.group(1)) if found else None
    except ValueError:
        return None


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
