"""Wires the rules to a world: who listens to what, and what timers call."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from demo.azure_devops import checks, deliveries, hooks, invoke, runs, stages
from demo.azure_devops.model import Organization
from demo.azure_devops.signals import (
    ApprovalChanged,
    CheckConfigurationChanged,
    JobChanged,
    RunChanged,
    StageChanged,
    SuiteClosed,
)
from demo.azure_devops.world import Outgoing, Reply, World


def build_world(
    organization: Organization, base_url: str, real: Callable[[], float], chance: random.Random
) -> World:
    """Make a world that works; hooks listen first, so that events leave in their order."""
    world = World(organization, base_url, real, chance)
    world.listen(RunChanged, partial(hooks.run_changed, world))
    world.listen(StageChanged, partial(hooks.stage_changed, world))
    world.listen(JobChanged, partial(hooks.job_changed, world))
    world.listen(ApprovalChanged, partial(hooks.approval_changed, world))
    world.listen(CheckConfigurationChanged, partial(hooks.check_changed, world))
    world.listen(StageChanged, partial(runs.stage_changed, world))
    world.listen(SuiteClosed, partial(stages.suite_closed, world))
    world.scheduler.handle("run.start", partial(runs.start, world))
    world.scheduler.handle("run.cancelled", partial(runs.cancelled, world))
    world.scheduler.handle("job.finish", partial(stages.finish_job, world))
    world.scheduler.handle("check.timeout", partial(checks.timed_out, world))
    world.scheduler.handle("check.call", partial(invoke.call, world))
    world.scheduler.handle("hook.attempt", partial(deliveries.attempt, world))
    return world


SECONDS_AFTER_RESTART = 60.0


def resume(world: World) -> None:
    """Repeat, a minute after a restart, the calls that were on their way when the process ended."""
    for subscription in world.organization.subscriptions.values():
        for item in subscription.notifications:
            if item.status == "requestInProgress":
                world.scheduler.after(
                    SECONDS_AFTER_RESTART,
                    "hook.attempt",
                    subscription_id=subscription.id,
                    notification_id=item.id,
                )
    for suite in world.organization.suites.values():
        for check_run in suite.check_runs:
            unanswered = check_run.acknowledgement_seconds is None and check_run.evaluations
            if check_run.status == "running" and unanswered:
                world.scheduler.after(
                    SECONDS_AFTER_RESTART,
                    "check.call",
                    suite_id=suite.id,
                    check_run_id=check_run.id,
                    plan_id=check_run.plan_id,
                )


def take_reply(world: World, call: Outgoing, reply: Reply) -> None:
    """Give the answer to a call to whom it concerns."""
    if call.purpose == "check":
        suite_id, check_run_id, plan_id = call.reference
        invoke.answered(world, suite_id, check_run_id, plan_id, reply)
    else:
        subscription_id, notification_id = call.reference
        deliveries.answered(world, subscription_id, notification_id, reply)
