"""The distributed-task API of the checks hub: events, feed, logs, records."""

from __future__ import annotations

from demo.azure_devops import invoke
from demo.azure_devops.api.core import Answer, Call, Json, Problem, Router, bad_request, not_found
from demo.azure_devops.kinds import CHECKS_HUB, INVOKE_REST_API
from demo.azure_devops.model import Log, Plan
from demo.azure_devops.views.common import collection, iso

_PLAN = "/{organization}/{project}/_apis/distributedtask/hubs/{hubName}/plans/{planId}"
_LONGEST_LINE = 1024


def register(router: Router) -> None:
    """Add the operations of this area."""
    records = f"{_PLAN}/timelines/{{timelineId}}/records"
    router.add("POST", f"{_PLAN}/events", post_event, "plan", "events")
    router.add("POST", f"{records}/{{recordId}}/feed", post_feed, "plan", "feed")
    router.add("POST", f"{_PLAN}/logs", create_log, "plan", "logs")
    router.add("POST", f"{_PLAN}/logs/{{logId}}", append_log, "plan", "logs")
    router.add("PATCH", records, update_records, "plan", "logs")
    router.add("GET", records, get_records, "plan")


def _plan(call: Call) -> Plan:
    """Find the plan, finished or not; raises Problem 404 for another hub or an unknown plan."""
    plan = call.world.organization.plans.get(call.parameters["planId"].lower())
    if plan is None or call.parameters["hubName"].lower() != CHECKS_HUB:
        text = f"No orchestration plan found with identifier {call.parameters['planId']}."
        raise Problem(404, "TaskOrchestrationPlanNotFoundException", text)
    return plan


def post_event(call: Call) -> Answer:
    """Take a job event; TaskCompleted decides the check.

    For a plan that is unknown or has finished the answer is 500 (azure-pipelines-tasks#15470).
    """
    event, plan_id = call.document(), call.parameters["planId"]
    if event.get("name") not in ("TaskCompleted", "TaskAssigned", "TaskStarted"):
        raise bad_request(f"Unknown job event {event.get('name')}.")
    try:
        if call.parameters["hubName"].lower() != CHECKS_HUB:
            raise invoke.SessionNotFound(plan_id)
        invoke.living_plan(call.world, plan_id)
        if event["name"] == "TaskCompleted":
            _complete(call, event)
    except invoke.SessionNotFound:
        text = f"OrchestrationSessionNotFound: no orchestration session found for plan {plan_id}."
        raise Problem(500, "OrchestrationSessionNotFoundException", text) from None
    return Answer(204)


def _complete(call: Call, event: Json) -> None:
    result = str(event.get("result", "")).lower()
    if result not in ("succeeded", "failed"):
        raise bad_request("result is succeeded or failed.")
    invoke.task_completed(
        call.world,
        call.parameters["planId"],
        str(event.get("jobId", "")),
        str(event.get("taskId", "")),
        result,
    )


def post_feed(call: Call) -> Answer:
    """Append live lines to the record; long lines are cut as the agent does."""
    plan, body = _plan(call), call.document()
    lines = body.get("value")
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise bad_request("value is a list of lines.")
    plan.feed += [line[:_LONGEST_LINE] for line in lines]
    return Answer(204)


def create_log(call: Call) -> Answer:
    """Create an empty log."""
    plan, body = _plan(call), call.document()
    if not isinstance(body.get("path"), str):
        raise bad_request("path is missing.")
    now = call.world.now
    log = Log(len(plan.logs) + 1, body["path"], now, now)
    plan.logs.append(log)
    return Answer(body=_log(call, log))


def append_log(call: Call) -> Answer:
    """Append text to a log."""
    plan, number = _plan(call), call.number("logId")
    if not 1 <= number <= len(plan.logs):
        raise not_found(f"Log {number} was not found.")
    log = plan.logs[number - 1]
    log.text += call.body.decode(errors="replace")
    log.changed = call.world.now
    return Answer(body=_log(call, log))


def _log(call: Call, log: Log) -> Json:
    return {
        "id": log.id,
        "path": log.path,
        "location": f"{call.world.organization_url}{call.path}",
        "createdOn": iso(log.created),
        "lastChangedOn": iso(log.changed),
        "lineCount": len(log.text.splitlines()),
    }


def update_records(call: Call) -> Answer:
    """Change records of the plan's timeline."""
    plan, value = _plan(call), call.document().get("value")
    if not isinstance(value, list) or not all(isinstance(r, dict) and r.get("id") for r in value):
        raise bad_request("value is a list of records with an id.")
    for record in value:
        plan.records.setdefault(str(record["id"]).lower(), {}).update(record)
    return Answer(body=collection([_record(plan, str(r["id"]).lower()) for r in value]))


def get_records(call: Call) -> Answer:
    """Read the plan's own timeline: the record of the job and that of the task."""
    plan = _plan(call)
    return Answer(body=collection([_record(plan, i) for i in (plan.job_id, plan.task_id)]))


def _record(plan: Plan, record_id: str) -> Json:
    record: Json = {"attempt": 1, "state": "completed" if plan.finished else "inProgress"}
    if record_id == plan.task_id:
        task = {"id": INVOKE_REST_API, "name": "InvokeRESTAPI", "version": "1.274.1"}
        record |= {"type": "Task", "name": "InvokeRESTAPI", "parentId": plan.job_id, "task": task}
    elif record_id == plan.job_id:
        record |= {"type": "Job", "name": "Job"}
    return {**record, **plan.records.get(record_id, {}), "id": record_id}
