"""A run as it stands in Azure DevOps: build, stages, jobs, tasks and attempts, for the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service_hooks.identifiers import Guid
from service_hooks.reader import Reader
from service_hooks.records.build import Build
from service_hooks.records.timeline import (
    CHECKPOINT,
    JOB,
    PHASE,
    STAGE,
    TASK,
    EarlierAttempt,
    Timeline,
    TimelineRecord,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """A stage, job or task: what it is called and how it stands, in ADO's own words."""

    record_id: Guid
    name: str | None
    display_name: str | None
    attempt: int
    state: str | None
    result: str | None
    started_at: datetime | None
    finished_at: datetime | None
    log_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """A job and its tasks."""

    step: StepFacts
    tasks: tuple[StepFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRunFacts:
    """A stage's newest attempt, its jobs, its check suites, and where earlier attempts are."""

    step: StepFacts
    suite_ids: tuple[Guid, ...]
    waits_for_checks: bool
    jobs: tuple[JobFacts, ...]
    earlier_attempts: tuple[EarlierAttempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """A run with everything in its timeline."""

    build: Build
    stages: tuple[StageRunFacts, ...]
    read_at: datetime


def read_run_facts(client: Reader, project_id: Guid, build_id: int) -> RunFacts:
    """Return a run as it stands now; raise Unavailable or Refused."""
    build = client.get_build(project_id, build_id)
    timeline = client.get_timeline(project_id, build_id)
    return RunFacts(build=build, stages=stages_of(timeline), read_at=client.now())


def stages_of(timeline: Timeline) -> tuple[StageRunFacts, ...]:
    """Return the stages of a timeline in order; pure."""
    return tuple(_stage(record, timeline) for record in timeline.of_type(STAGE))


def _stage(record: TimelineRecord, timeline: Timeline) -> StageRunFacts:
    children = list(timeline.children(record))
    checkpoints = [one for one in children if one.type == CHECKPOINT]
    phases = [one for one in children if one.type == PHASE]
    jobs = [job for parent in (*phases, record) for job in timeline.children(parent)]
    return StageRunFacts(
        step=_step(record),
        suite_ids=tuple(one.id for one in checkpoints),
        waits_for_checks=any(one.state != "completed" for one in checkpoints),
        jobs=tuple(_job(job, timeline) for job in jobs if job.type == JOB),
        earlier_attempts=record.earlier_attempts,
    )


def _job(record: TimelineRecord, timeline: Timeline) -> JobFacts:
    tasks = (one for one in timeline.children(record) if one.type == TASK)
    return JobFacts(step=_step(record), tasks=tuple(_step(one) for one in tasks))


def _step(record: TimelineRecord) -> StepFacts:
    return StepFacts(
        record_id=record.id,
        name=record.reference_name,
        display_name=record.name,
        attempt=record.attempt,
        state=record.state,
        result=record.result,
        started_at=record.started_at,
        finished_at=record.finished_at,
        log_id=record.log_id,
    )
