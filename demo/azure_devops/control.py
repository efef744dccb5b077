"""Actions of the control API, without HTTP."""

from __future__ import annotations

from typing import Any

from demo.azure_devops import checks, deliveries, environments, run_specs, runs, tokens
from demo.azure_devops.api import check_configurations
from demo.azure_devops.api.core import Call, Problem
from demo.azure_devops.model import Run
from demo.azure_devops.views import control as views
from demo.azure_devops.views.checks import configuration
from demo.azure_devops.views.common import identity_ref
from demo.azure_devops.views.hooks import subscription
from demo.azure_devops.views.resources import endpoint, environment
from demo.azure_devops.world import World

Json = dict[str, Any]


def describe(world: World) -> Json:
    """Show everything but runs; secrets are hidden."""
    organization = world.organization
    return {
        "name": organization.name,
        "id": organization.id,
        "url": world.organization_url,
        "project": {"id": organization.project.id, "name": organization.project.name},
        "pipelines": {p.name: p.id for p in organization.pipelines.values()},
        "environments": [environment(world, e) for e in organization.environments.values()],
        "service_connections": [endpoint(world, e) for e in organization.endpoints.values()],
        "checks": [configuration(world, c, settings=True) for c in organization.checks.values()],
        "subscriptions": [
            {**subscription(world, s), "lostEvents": s.lost_events}
            for s in organization.subscriptions.values()
        ],
    }


def users(world: World) -> Json:
    """Show people and services by handle."""
    return {
        key: {**identity_ref(world, key), "kind": person.kind}
        for key, person in world.organization.identities.items()
    }


def find_run(world: World, number: str | int) -> Run:
    """Find a run; raises KeyError."""
    run = world.organization.runs.get(int(number))
    if run is None:
        raise KeyError(f"no run {number}")
    return run


def list_runs(world: World) -> list[Json]:
    """Show all runs, the newest first."""
    return [views.run(world, run) for run in list(world.organization.runs.values())[::-1]]


def show(world: World, number: str | int) -> Json:
    """Show a run."""
    return views.run(world, find_run(world, number))


def queue(world: World, spec: Json) -> Json:
    """Queue a run."""
    return views.run(world, runs.queue(world, spec))


def act_on_run(world: World, number: str, action: str) -> Json:
    """Cancel a run, or give out the access token of one of its jobs."""
    run = find_run(world, number)
    if action == "token":
        return {"token": tokens.issue(world, run.id)}
    runs.cancel(world, run)
    return views.run(world, run)


def act_on_stage(world: World, number: str, stage: str, action: str, body: Json) -> Json:
    """Cancel or retry a stage, bypass or rerun its checks (one by `check`, else all open)."""
    run = find_run(world, number)
    if action == "cancel":
        runs.cancel_stage(world, run, stage)
    elif action == "retry":
        runs.retry_stage(world, run, stage)
    elif action in ("bypass", "rerun"):
        _act_on_checks(world, run, stage, action, body)
    else:
        raise ValueError("action is cancel, retry, bypass or rerun")
    return views.run(world, run)


def _act_on_checks(world: World, run: Run, stage: str, action: str, body: Json) -> None:
    suite_id = run.stage(stage).current.suite_id
    if suite_id is None:
        raise KeyError(f"stage {stage} has no checks")
    act = checks.bypass if action == "bypass" else checks.rerun
    by = world.identity(body.get("by", "administrator")).key
    try:
        for check_run in list(world.organization.suites[suite_id].check_runs):
            if body.get("check", check_run.id) == check_run.id and check_run.status == "running":
                act(world, check_run, by)
    except checks.CheckConflict as problem:
        raise runs.NotPossible(str(problem)) from None


def edit_check(world: World, number: str, body: Json) -> Json:
    """Change a check as an administrator would; `inputs` are merged into the settings' inputs."""
    check = world.organization.checks.get(int(number))
    if check is None:
        raise KeyError(f"no check {number}")
    body = dict(body)
    inputs = body.pop("inputs", None)
    if inputs is not None:
        merged = {**check.settings["inputs"], **inputs}
        body["settings"] = {**check.settings, **body.get("settings", {}), "inputs": merged}
    call = Call(world, "PATCH", "", {}, {}, b"", caller=body.pop("by", "administrator"))
    try:
        check_configurations.apply(call, check, body)
    except Problem as problem:
        raise ValueError(problem.message) from None
    return configuration(world, check, settings=True)


def recreate_environment(world: World, reference: str) -> Json:
    """Delete an environment and make another of the same name: it has no checks."""
    old = run_specs.find_environment(world, reference)
    return environment(world, environments.recreate(world, old, "administrator"))


def release_hooks(world: World) -> int:
    """Send held deliveries in reverse order."""
    return deliveries.release(world)


def replay(world: World, subscription_id: str, notification_id: int) -> Json:
    """Send a notification once more, whatever became of it."""
    found = world.organization.subscriptions[subscription_id]
    deliveries.send(world, found, found.notification(notification_id))
    return {"sent": True}


def change_settings(world: World, body: Json) -> Json:
    """Change the real-time limits of the simulator's own calls."""
    settings = world.organization.settings
    for name, value in body.items():
        if name not in vars(settings):
            raise ValueError(f"unknown setting {name}")
        setattr(settings, name, float(value))
    return dict(vars(settings))
