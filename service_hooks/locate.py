"""Which check run a call belongs to: the one place that knows (threats F1).

Microsoft documents no mapping between the call's identifiers and the check run. Where one of them
is a check run's id, it binds; where none is, only a candidate without rival is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service_hooks.check_call import CheckCall
from service_hooks.check_facts import Binding
from service_hooks.errors import FactsMismatch, Mismatch
from service_hooks.identifiers import Guid
from service_hooks.records.check_suite import TASK_CHECK, CheckRun, CheckSuite


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedRun:
    """The check run of a call, and how sure the binding is."""

    run: CheckRun
    binding: Binding


def locate_check_run(
    call: CheckCall,
    suites: Sequence[CheckSuite],
    *,
    wanted_suite_id: Guid,
    configuration_ids: Collection[int],
) -> LocatedRun:
    """Return the check run that waits for this call's answer.

    `suites` are all suites of the build, `wanted_suite_id` the one under the claimed stage and
    `configuration_ids` the REST checks of the claimed gate among its runs. Raises FactsMismatch
    when an identifier of the call belongs to a run elsewhere, or when there is no single run.
    """
    named = _named_run(call, suites)
    if named is not None:
        suite, run = named
        if suite.id != wanted_suite_id:
            raise FactsMismatch(
                (Mismatch(field="check_run", expected=str(wanted_suite_id), actual=suite.id),)
            )
        return LocatedRun(run=run, binding=Binding.IDENTIFIER)
    wanted = next((suite for suite in suites if suite.id == wanted_suite_id), None)
    candidates = [
        run
        for run in (wanted.runs if wanted else ())
        if is_open_task_check(run) and run.configuration_id in configuration_ids
    ]
    if len(candidates) != 1:
        raise FactsMismatch((_not_one(len(candidates)),))
    return LocatedRun(run=candidates[0], binding=Binding.ONLY_CANDIDATE)


def is_open_task_check(run: CheckRun) -> bool:
    """Tell whether a run is a Task Check that ADO still waits for."""
    return run.waiting and run.type_id == TASK_CHECK


def names_run(call: CheckCall, run: CheckRun) -> bool:
    """Tell whether an identifier of the call is the check run's own.

    Only identifiers that `TaskCompleted` is addressed with: a call that carries another check's
    address must not be bound by one that ADO would ignore (the timeline's).
    """
    return run.id in (call.task_instance_id, call.job_id, call.plan_id)


def _named_run(call: CheckCall, suites: Sequence[CheckSuite]) -> tuple[CheckSuite, CheckRun] | None:
    """Return the run that an identifier names; two different ones contradict each other."""
    found = [(suite, run) for suite in suites for run in suite.runs if names_run(call, run)]
    if len(found) > 1:
        raise FactsMismatch((_not_one(len(found)),))
    return found[0] if found else None


def _not_one(count: int) -> Mismatch:
    return Mismatch(
        field="check_run",
        expected="exactly one waiting check run",
        actual=f"{count} of them" if count else None,
        may_appear=count == 0,
    )
