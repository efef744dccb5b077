"""Check suites: all checks of all resources of a stage have to pass before it starts."""

from __future__ import annotations

import copy

from demo.azure_devops import approvals, ids, invoke, suites
from demo.azure_devops.kinds import APPROVAL
from demo.azure_devops.model import CheckConfiguration, CheckRun, CheckSuite, Run, Stage
from demo.azure_devops.world import World


class CheckConflict(Exception):
    """The check is in a state that does not allow this."""


def open_suite(
    world: World, run: Run, stage: Stage, resources: list[tuple[str, str]]
) -> CheckSuite | None:
    """Open a suite with the enabled checks of the resources; None when nothing protects them.

    The suite's id is also the id of the timeline record of type Checkpoint under the stage.
    """
    configurations = [
        check
        for check in world.organization.checks.values()
        if (check.resource_type, check.resource_id) in resources and not check.is_disabled
    ]
    if not configurations:
        return None
    suite = CheckSuite(
        id=ids.guid(world.chance),
        run_id=run.id,
        stage=stage.name,
        attempt=stage.current.attempt,
        created=world.now,
        check_runs=[],
    )
    suite.check_runs = [_check_run(world, suite, check) for check in configurations]
    world.organization.suites[suite.id] = suite
    return suite


def _check_run(world: World, suite: CheckSuite, check: CheckConfiguration) -> CheckRun:
    """Fix the check as it is now: later edits do not change an evaluation that has begun."""
    return CheckRun(
        id=ids.guid(world.chance),
        suite_id=suite.id,
        configuration_id=check.id,
        configuration_version=check.version,
        type_id=check.type_id,
        type_name=check.type_name,
        resource_type=check.resource_type,
        resource_id=check.resource_id,
        resource_name=check.resource_name,
        settings=copy.deepcopy(check.settings),
        timeout=check.timeout,
        created=world.now,
    )


def evaluate(world: World, suite: CheckSuite) -> None:
    """Start all checks of a suite."""
    for check_run in list(suite.check_runs):
        if suite.status == "running" and check_run.status == "queued":
            _start(world, check_run)


def _start(world: World, check_run: CheckRun) -> None:
    check_run.status = "running"
    if check_run.type_id == APPROVAL:
        approvals.start(world, check_run)
    else:
        invoke.start(world, check_run)
    if check_run.status == "running":
        _expire_later(world, check_run)


def _expire_later(world: World, check_run: CheckRun) -> None:
    world.scheduler.after(
        check_run.timeout * 60.0,
        "check.timeout",
        suite_id=check_run.suite_id,
        check_run_id=check_run.id,
        plan_id=check_run.plan_id,
    )


def timed_out(world: World, suite_id: str, check_run_id: str, plan_id: str | None) -> None:
    """Give up on a check that nobody decided in time."""
    check_run = suites.find(world, suite_id, check_run_id)
    if check_run.status == "running" and check_run.plan_id == plan_id:
        suites.decide(
            world, check_run, "timedOut", "The check was not completed within its timeout."
        )


def bypass(world: World, check_run: CheckRun, by: str) -> None:
    """Let the stage pass a check, as the resource's administrators may; raises CheckConflict."""
    _require_open(world, check_run)
    suites.decide(world, check_run, "bypassed", "The check was bypassed.", by)


def rerun(world: World, check_run: CheckRun, by: str) -> None:
    """Evaluate a check anew, with a plan of its own; raises CheckConflict."""
    _require_open(world, check_run)
    if int(check_run.settings.get("retryInterval", 0)) != 0:
        raise CheckConflict("only checks with a retry interval of 0 can be rerun")
    if check_run.plan_id is not None:
        world.organization.plans[check_run.plan_id].finished = True
    check_run.completed, check_run.message = None, ""
    check_run.updates.append({"status": "rerunning", "modifiedBy": by, "modifiedOn": world.now})
    _start(world, check_run)


def _require_open(world: World, check_run: CheckRun) -> None:
    if world.organization.suites[check_run.suite_id].status != "running":
        raise CheckConflict("the checks of this stage have already completed")
