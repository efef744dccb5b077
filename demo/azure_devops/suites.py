"""Outcomes: what the checks of a suite came to, and when that settles the suite."""

from __future__ import annotations

from demo.azure_devops.model import CheckRun, CheckSuite
from demo.azure_devops.signals import SuiteClosed
from demo.azure_devops.world import World

PASSED = ("approved", "bypassed")
REFUSED = ("rejected", "failed", "timedOut")
OPEN = ("queued", "running")


def find(world: World, suite_id: str, check_run_id: str) -> CheckRun:
    """Find a check run of a suite; raises KeyError."""
    for check_run in world.organization.suites[suite_id].check_runs:
        if check_run.id == check_run_id:
            return check_run
    raise KeyError(f"no check run {check_run_id}")


def decide(
    world: World, check_run: CheckRun, status: str, message: str, by: str = "build_service"
) -> None:
    """Record the outcome of a check and close its suite when that settles it."""
    if check_run.status not in OPEN:
        return
    check_run.status, check_run.message, check_run.modified_by = status, message, by
    check_run.completed = world.now
    check_run.updates.append({"status": status, "modifiedBy": by, "modifiedOn": world.now})
    if check_run.plan_id is not None:
        world.organization.plans[check_run.plan_id].finished = True
    _settle(world, world.organization.suites[check_run.suite_id])


def _settle(world: World, suite: CheckSuite) -> None:
    """Close a suite after its last yes or its first no."""
    if suite.status != "running":
        return
    statuses = [check_run.status for check_run in suite.check_runs]
    refused = [r for r in suite.check_runs if r.status in REFUSED]
    if refused:
        _close(world, suite, refused[0].status, refused[0].message)
    elif all(status in PASSED for status in statuses):
        _close(world, suite, "approved", "")


def cancel_suite(world: World, suite: CheckSuite) -> None:
    """Close an open suite because its stage no longer wants it."""
    if suite.status == "running":
        _close(world, suite, "canceled", "The stage was canceled.")


def _close(world: World, suite: CheckSuite, status: str, message: str) -> None:
    suite.status, suite.message, suite.completed = status, message, world.now
    for check_run in suite.check_runs:
        if check_run.status in OPEN:
            check_run.status, check_run.completed = "canceled", world.now
            if check_run.plan_id is not None:
                world.organization.plans[check_run.plan_id].finished = True
    world.emit(SuiteClosed(suite.id))
