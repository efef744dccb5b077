"""The timeline of a build: stages, checkpoints, jobs and tasks as one tree of records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonValue
from service_hooks.json_view import guid, moment, objects, positive_int, text, word

STAGE: Final = "Stage"
PHASE: Final = "Phase"
JOB: Final = "Job"
TASK: Final = "Task"
CHECKPOINT: Final = "Checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAttempt:
    """Where an earlier attempt of a record is kept."""

    attempt: int
    timeline_id: Guid | None
    record_id: Guid | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRecord:
    """One record. `name` is what people see, `identifier` what the YAML says."""

    id: Guid
    parent_id: Guid | None
    type: str
    name: str | None
    identifier: str | None
    state: str | None
    result: str | None
    attempt: int
    started_at: datetime | None
    finished_at: datetime | None
    order: int
    log_id: int | None
    earlier_attempts: tuple[EarlierAttempt, ...]

    @property
    def reference_name(self) -> str | None:
        """Return the name of the YAML; only where ADO tells none, the name that people see."""
        return self.identifier or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All records of the newest attempts of a build."""

    records: tuple[TimelineRecord, ...]

    def of_type(self, record_type: str) -> Iterator[TimelineRecord]:
        """Yield the records of a type, in ADO's order."""
        return (record for record in self.records if record.type == record_type)

    def children(self, parent: TimelineRecord) -> Iterator[TimelineRecord]:
        """Yield the records directly under another, in ADO's order."""
        return (record for record in self.records if record.parent_id == parent.id)


def parse_timeline(value: JsonValue) -> Timeline:
    """Return the timeline; records without id or type are left out. `null` is an empty one."""
    records = [_record(item) for item in objects(value, "records")]
    return Timeline(
        records=tuple(sorted((one for one in records if one), key=lambda record: record.order))
    )


def _record(item: JsonValue) -> TimelineRecord | None:
    record_id, record_type = guid(item, "id"), text(item, "type")
    if record_id is None or record_type is None:
        return None
    return TimelineRecord(
        id=record_id,
        parent_id=guid(item, "parentId"),
        type=record_type,
        name=text(item, "name"),
        identifier=text(item, "identifier") or text(item, "refName"),
        state=word(item, "state"),
        result=word(item, "result"),
        attempt=positive_int(item, "attempt") or 1,
        started_at=moment(item, "startTime"),
        finished_at=moment(item, "finishTime"),
        order=positive_int(item, "order") or 0,
        log_id=positive_int(item, "log", "id"),
        earlier_attempts=tuple(
            EarlierAttempt(
                attempt=positive_int(one, "attempt") or 1,
                timeline_id=guid(one, "timelineId"),
                record_id=guid(one, "recordId"),
            )
            for one in objects(item, "previousAttempts")
        ),
    )
