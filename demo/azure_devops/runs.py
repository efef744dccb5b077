"""The life of a run: queued, its stages in the order of their dependencies, completed."""

from __future__ import annotations

from typing import Any

from demo.azure_devops import ids, run_specs, stages
from demo.azure_devops.model import Job, Run, Stage, StageAttempt
from demo.azure_devops.signals import RunChanged, StageChanged
from demo.azure_devops.world import World

_PASSED = ("succeeded", "succeededWithIssues")
SECONDS_TO_CANCEL = 0.5


class NotPossible(Exception):
    """The run or stage is in a state that does not allow this."""


def queue(world: World, spec: dict[str, Any]) -> Run:
    """Queue a run; raises KeyError for names that do not exist."""
    run = run_specs.read(world, spec)
    for stage in run.stages:
        stage.attempts.append(new_attempt(world, stage, 1, run.plan_id))
    world.organization.runs[run.id] = run
    world.scheduler.after(0.0, "run.start", run_id=run.id)
    return run


def new_attempt(world: World, stage: Stage, number: int, timeline_id: str) -> StageAttempt:
    """Make a fresh attempt of a stage."""
    return StageAttempt(number, timeline_id, [Job(plan.name) for plan in stage.plans])


def start(world: World, run_id: int) -> None:
    """Start a queued run."""
    run = world.organization.runs[run_id]
    if run.state != "notStarted":
        return
    run.state, run.start_time = "inProgress", world.now
    world.emit(RunChanged(run.id))
    proceed(world, run)


def proceed(world: World, run: Run) -> None:
    """Start or skip each stage whose dependencies are done; complete the run after the last."""
    if run.state != "inProgress":
        return
    while any(_consider(world, run, stage) for stage in run.stages):
        pass
    done = all(stage.current.state == "completed" for stage in run.stages)
    if done and run.state == "inProgress":
        complete(world, run)


def _consider(world: World, run: Run, stage: Stage) -> bool:
    """Start or skip the stage if it is its turn; tell whether something changed."""
    before = [run.stage(name).current for name in stage.depends_on]
    if stage.current.state != "notStarted" or any(a.state != "completed" for a in before):
        return False
    if all(attempt.result in _PASSED for attempt in before):
        stages.begin(world, run, stage)
    else:
        stages.close(world, run, stage, "skipped")
    return True


def stage_changed(world: World, signal: StageChanged) -> None:
    """Go on after a stage is done."""
    run = world.organization.runs[signal.run_id]
    if run.stage(signal.stage).current.state == "completed":
        proceed(world, run)


def complete(world: World, run: Run, result: str | None = None) -> None:
    """Complete a run; without a given result the stages tell it."""
    run.state, run.finish_time = "completed", world.now
    run.result = result or _result([stage.current.result for stage in run.stages])
    world.emit(RunChanged(run.id))


def _result(results: list[str | None]) -> str:
    """Sum up: a skipped stage does not make a run fail (not verified on a live organization)."""
    for worst in ("failed", "rejected", "canceled"):
        if worst in results:
            return "failed" if worst == "rejected" else worst
    return "partiallySucceeded" if "succeededWithIssues" in results else "succeeded"


def cancel(world: World, run: Run) -> None:
    """Ask a run to stop; raises NotPossible when it is done."""
    if run.state == "completed":
        raise NotPossible(f"build {run.id} has already completed")
    if run.state == "canceling":
        return
    run.state = "canceling"
    world.emit(RunChanged(run.id))
    world.scheduler.after(SECONDS_TO_CANCEL, "run.cancelled", run_id=run.id)


def cancelled(world: World, run_id: int) -> None:
    """Stop what still runs and complete the run as canceled."""
    run = world.organization.runs[run_id]
    for stage in run.stages:
        if stage.current.state != "completed":
            never_began = stage.current.state == "notStarted"
            stages.close(world, run, stage, "skipped" if never_began else "canceled")
    complete(world, run, "canceled")


def cancel_stage(world: World, run: Run, name: str) -> None:
    """Stop one stage; raises NotPossible when it is done."""
    stage = run.stage(name)
    if stage.current.state == "completed":
        raise NotPossible(f"stage {name} has already completed")
    stages.close(world, run, stage, "canceled")


def retry_stage(world: World, run: Run, name: str, dependants: bool = True) -> None:
    """Open a new attempt of a completed stage and of its dependants; raises NotPossible."""
    stage = run.stage(name)
    if stage.current.state != "completed" or run.state == "canceling":
        raise NotPossible(f"stage {name} is still in progress")
    for each in [stage, *(_dependants(run, stage.name) if dependants else [])]:
        _archive(world, each)
        attempt = new_attempt(world, each, each.current.attempt + 1, run.plan_id)
        each.attempts.append(attempt)
    if run.state == "completed":
        run.state, run.result, run.finish_time = "inProgress", None, None
        world.emit(RunChanged(run.id))
    proceed(world, run)


def _archive(world: World, stage: Stage) -> None:
    """Move the records of the past attempt to a timeline of their own."""
    stage.current.timeline_id = ids.guid(world.chance)


def _dependants(run: Run, name: str) -> list[Stage]:
    """Find all stages that wait for this one, directly or not."""
    reached = {name}
    found: list[Stage] = []
    for stage in run.stages:
        if reached & set(stage.depends_on):
            reached.add(stage.name)
            found.append(stage)
    return found
