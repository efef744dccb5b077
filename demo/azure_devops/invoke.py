"""The 'Invoke REST API' check: one call in Callback mode, repeated calls in ApiResponse mode."""

from __future__ import annotations

import base64
import json

from demo.azure_devops import criteria, ids, macros, suites
from demo.azure_devops.model import CheckRun, Plan
from demo.azure_devops.world import Outgoing, Reply, World

MOST_EVALUATIONS = 2000
MOST_INTERVALS_IN_TIMEOUT = 10


class SessionNotFound(Exception):
    """No unfinished plan waits for this event."""


def start(world: World, check_run: CheckRun) -> None:
    """Begin an evaluation with a fresh plan and make the first call."""
    plan = new_plan(world, check_run)
    world.organization.plans[plan.id] = plan
    check_run.plan_id, check_run.evaluations = plan.id, 0
    check_run.acknowledged, check_run.acknowledgement_seconds = False, None
    problem = _non_compliance(check_run)
    if problem:
        suites.decide(world, check_run, "failed", problem)
    else:
        call(world, check_run.suite_id, check_run.id, plan.id)


def new_plan(world: World, check_run: CheckRun) -> Plan:
    """Say how the ids of a check call relate to the check run.

    This mapping is not verified on a live organization; here TimelineId is the PlanId (as in
    Microsoft's recorded examples of the checks hub), JobId the record of the check's job,
    TaskInstanceId the check run. A rerun has its own plan; re-evaluations by interval share one.
    """
    suite = world.organization.suites[check_run.suite_id]
    return Plan(
        id=ids.guid(world.chance),
        job_id=ids.guid(world.chance),
        task_id=check_run.id,
        run_id=suite.run_id,
        suite_id=suite.id,
    )


def is_callback(check_run: CheckRun) -> bool:
    """Tell whether the check waits for TaskCompleted; anything but "true" is ApiResponse."""
    return str(check_run.settings["inputs"].get("waitForCompletion", "false")).lower() == "true"


def interval(check_run: CheckRun) -> int:
    """Tell the minutes between evaluations; 0 means one evaluation."""
    return int(check_run.settings.get("retryInterval") or 0)


def _non_compliance(check_run: CheckRun) -> str:
    """Find why a synchronous check fails by itself: more than ten intervals in its timeout."""
    minutes = interval(check_run)
    if is_callback(check_run) or minutes == 0:
        return ""
    if check_run.timeout / minutes > MOST_INTERVALS_IN_TIMEOUT:
        return "The check is not compliant: timeout / time between evaluations exceeds 10."
    return ""


def call(world: World, suite_id: str, check_run_id: str, plan_id: str) -> None:
    """Call the endpoint, unless the evaluation is over."""
    check_run = suites.find(world, suite_id, check_run_id)
    if check_run.status != "running" or check_run.plan_id != plan_id:
        return
    check_run.evaluations += 1
    try:
        world.send(_request(world, check_run, world.organization.plans[plan_id]))
    except (KeyError, ValueError) as problem:
        suites.decide(world, check_run, "failed", f"The check could not be called: {problem}")


def _request(world: World, check_run: CheckRun, plan: Plan) -> Outgoing:
    """Write the request; raises KeyError without connection, ValueError for bad headers."""
    inputs = check_run.settings["inputs"]
    endpoint = world.organization.endpoints[inputs["connectedServiceName"]].document
    values = macros.check_values(world, check_run, plan)
    headers = json.loads(macros.expand(inputs.get("headers") or "{}", values))
    parameters = endpoint.get("authorization", {}).get("parameters") or {}
    if parameters.get("username") or parameters.get("password"):
        pair = f"{parameters.get('username') or ''}:{parameters.get('password') or ''}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    suffix = macros.expand(inputs.get("urlSuffix") or "", values)
    return Outgoing(
        purpose="check",
        reference=(check_run.suite_id, check_run.id, plan.id),
        method=inputs.get("method") or "POST",
        url=endpoint["url"].rstrip("/") + suffix,
        headers={str(name): str(value) for name, value in headers.items()},
        body=macros.expand(inputs.get("body") or "", values).encode(),
        limit=world.organization.settings.check_http_limit,
    )


def answered(world: World, suite_id: str, check_run_id: str, plan_id: str, reply: Reply) -> None:
    """Judge the answer to a call."""
    check_run = suites.find(world, suite_id, check_run_id)
    if check_run.status != "running" or check_run.plan_id != plan_id:
        return
    check_run.acknowledgement_seconds = reply.seconds
    if is_callback(check_run):
        _acknowledged(world, check_run, reply)
    else:
        _evaluated(world, check_run, reply)


def _acknowledged(world: World, check_run: CheckRun, reply: Reply) -> None:
    """Keep waiting after a 2xx; anything else fails the check (inferred, not documented)."""
    check_run.acknowledged = reply.ok
    if not reply.ok:
        suites.decide(world, check_run, "failed", _describe(reply))


def _evaluated(world: World, check_run: CheckRun, reply: Reply) -> None:
    """Pass on a 2xx that meets the criteria (none: any 2xx), else ask again after the interval."""
    wanted = str(check_run.settings["inputs"].get("successCriteria") or "")
    if reply.ok and criteria.met(wanted, reply):
        suites.decide(world, check_run, "approved", "")
    elif interval(check_run) == 0 or check_run.evaluations >= MOST_EVALUATIONS:
        suites.decide(world, check_run, "failed", _describe(reply))
    else:
        _call_later(world, check_run)


def _call_later(world: World, check_run: CheckRun) -> None:
    world.scheduler.after(
        interval(check_run) * 60.0,
        "check.call",
        suite_id=check_run.suite_id,
        check_run_id=check_run.id,
        plan_id=check_run.plan_id,
    )


def _describe(reply: Reply) -> str:
    if reply.status is None:
        return f"The REST API could not be called: {reply.problem}"
    return f"The REST API answered with status {reply.status}."


def task_completed(world: World, plan_id: str, job_id: str, task_id: str, result: str) -> None:
    """Take the decision of a callback; raises SessionNotFound when nothing waits for it.

    An event for another job or task of a living plan changes nothing (not verified live). With an
    interval above 0 a refusal is not final: ADO calls again (azure-pipelines-tasks#14664).
    """
    plan = living_plan(world, plan_id)
    check_run = suites.find(world, plan.suite_id, plan.task_id)
    if (job_id.lower(), task_id.lower()) != (plan.job_id, plan.task_id):
        return
    if not is_callback(check_run):
        return
    if result == "succeeded":
        suites.decide(world, check_run, "approved", "")
    elif interval(check_run):
        _call_later(world, check_run)
    else:
        suites.decide(world, check_run, "rejected", "The task completed with result failed.")


def living_plan(world: World, plan_id: str) -> Plan:
    """Find an unfinished plan; raises SessionNotFound."""
    plan = world.organization.plans.get(plan_id.lower())
    if plan is None or plan.finished:
        raise SessionNotFound(plan_id)
    return plan
