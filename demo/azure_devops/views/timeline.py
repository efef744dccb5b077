"""Timelines: a run as a tree of stages, checkpoints, checks, phases, jobs and tasks."""

from __future__ import annotations

from demo.azure_devops import ids
from demo.azure_devops.kinds import APPROVAL, INVOKE_REST_API
from demo.azure_devops.model import CheckRun, CheckSuite, Job, Run, Stage, StageAttempt
from demo.azure_devops.suites import PASSED
from demo.azure_devops.views.common import Json, build_url, iso
from demo.azure_devops.views.logs import log_ref
from demo.azure_devops.world import World

_STATES = {"notStarted": "pending", "waiting": "pending", "running": "inProgress"}
_RESULTS = {
    "rejected": "failed",
    "timedOut": "skipped",
    "bypassed": "succeeded",
    "approved": "succeeded",
}
_CMD_LINE = {"id": "d9bafed4-0b18-4f58-968d-86655b4d2ce9", "name": "CmdLine", "version": "2.250.1"}


def timeline(world: World, run: Run, timeline_id: str | None = None) -> Json | None:
    """Write a Timeline: of the newest attempts, or by id of a past one; None if unknown."""
    wanted = timeline_id or run.plan_id
    records: list[Json] = []
    for order, stage in enumerate(run.stages, 1):
        for attempt in stage.attempts:
            if attempt.timeline_id == wanted:
                records += _stage_records(world, run, stage, attempt, order)
    if not records:
        return None
    changed = run.finish_time or world.now
    return {
        "records": records,
        "lastChangedBy": world.organization.identities["service_host"].id,
        "lastChangedOn": iso(changed),
        "id": wanted,
        "changeId": run.last_log + 1,
        "url": f"{build_url(world, run.id)}/Timeline/{wanted}",
    }


def _record(kind: str, record_id: str, parent: str | None, name: str, order: int) -> Json:
    return {
        "previousAttempts": [],
        "id": record_id,
        "parentId": parent,
        "type": kind,
        "name": name,
        "startTime": None,
        "finishTime": None,
        "currentOperation": None,
        "percentComplete": None,
        "state": "pending",
        "result": None,
        "resultCode": None,
        "changeId": 1,
        "lastModified": "0001-01-01T00:00:00",
        "workerName": None,
        "order": order,
        "details": None,
        "errorCount": 0,
        "warningCount": 0,
        "url": None,
        "log": None,
        "task": None,
        "attempt": 1,
        "identifier": None,
    }


def _stage_records(
    world: World, run: Run, stage: Stage, attempt: StageAttempt, order: int
) -> list[Json]:
    stage_id = ids.record_id(stage.name, attempt.attempt)
    record = _record("Stage", stage_id, None, stage.display_name, order)
    record |= {
        "state": _STATES.get(attempt.state, attempt.state),
        "result": attempt.result,
        "startTime": iso(attempt.start_time),
        "finishTime": iso(attempt.finish_time),
        "attempt": attempt.attempt,
        "identifier": stage.name,
        "previousAttempts": _previous(stage, attempt),
    }
    records = [record]
    if attempt.suite_id is not None:
        records += _checkpoint(world.organization.suites[attempt.suite_id], stage_id)
    for number, job in enumerate(attempt.jobs, 1):
        records += _job_records(world, run, stage, attempt, job, number, stage_id)
    return records


def _previous(stage: Stage, attempt: StageAttempt) -> list[Json]:
    return [
        {
            "attempt": old.attempt,
            "timelineId": old.timeline_id,
            "recordId": ids.record_id(stage.name, old.attempt),
        }
        for old in stage.attempts
        if old.attempt < attempt.attempt
    ]


def _checkpoint(suite: CheckSuite, stage_id: str) -> list[Json]:
    """Write the checkpoint: its record id is the check suite's id, its parent the stage."""
    record = _record("Checkpoint", suite.id, stage_id, "Checkpoint", 1)
    record |= {
        "identifier": "Checkpoint",
        "attempt": suite.attempt,
        "startTime": iso(suite.created),
        **_outcome(suite.status, suite.completed),
    }
    checks = [_check(suite, run, n) for n, run in enumerate(suite.check_runs, 1)]
    return [record, *checks]


def _check(suite: CheckSuite, check_run: CheckRun, order: int) -> Json:
    approval = check_run.type_id == APPROVAL
    kind = "Checkpoint.Approval" if approval else "Checkpoint.TaskCheck"
    name = check_run.settings.get("displayName") or kind
    record = _record(kind, check_run.id, suite.id, name, order)
    record |= {
        "attempt": suite.attempt,
        "startTime": iso(check_run.created),
        "identifier": f"Checkpoint.{name}",
        **_outcome(check_run.status, check_run.completed),
    }
    if not approval:
        record["task"] = {"id": INVOKE_REST_API, "name": "InvokeRESTAPI", "version": "1.274.1"}
    return record


def _outcome(status: str, completed: float | None) -> Json:
    """Translate a check status into state and result of a record."""
    if completed is None:
        return {"state": "inProgress", "result": None}
    result = "succeeded" if status in PASSED else _RESULTS.get(status, status)
    return {"state": "completed", "result": result, "finishTime": iso(completed)}


def _job_records(
    world: World, run: Run, stage: Stage, attempt: StageAttempt, job: Job, order: int, stage_id: str
) -> list[Json]:
    """Write phase, job and one task; every job of a YAML pipeline has a phase of its own."""
    path = f"{stage.name}.{job.name}"
    parent, records = stage_id, []
    for kind, identifier, name in (
        ("Phase", path, job.name),
        ("Job", f"{path}.__default", job.name),
        ("Task", f"{path}.__default.CmdLine", "CmdLine"),
    ):
        record_id = ids.record_id(identifier, attempt.attempt)
        record = _record(kind, record_id, parent, name, order if kind == "Phase" else 1)
        record |= {
            "attempt": attempt.attempt,
            "identifier": identifier,
            "state": _STATES.get(job.state, job.state),
            "result": job.result,
            "startTime": iso(job.start_time),
            "finishTime": iso(job.finish_time),
        }
        parent = record_id
        records.append(record)
    records[1]["workerName"] = "Azure Pipelines 1" if job.start_time else None
    records[2]["task"] = dict(_CMD_LINE)
    if job.log_id is not None:
        records[2]["log"] = log_ref(world, run, job.log_id)
    return records
