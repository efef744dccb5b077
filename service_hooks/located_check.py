"""Reads what `locate_check_run` judges, and the configuration of the run that it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service_hooks.check_call import CheckCall
from service_hooks.check_facts import Binding
from service_hooks.errors import FactsMismatch, Mismatch
from service_hooks.locate import is_open_task_check, locate_check_run, names_run
from service_hooks.reader import Reader
from service_hooks.records.check_configuration import CheckConfiguration
from service_hooks.records.check_suite import CheckRun, CheckSuite
from service_hooks.records.reading import needed
from service_hooks.records.timeline import CHECKPOINT, Timeline

_MAX_SUITES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedCheck:
    """The check run of a call with the configuration that it runs under."""

    run: CheckRun
    binding: Binding
    configuration: CheckConfiguration


def read_located_check(
    client: Reader,
    call: CheckCall,
    *,
    suite: CheckSuite,
    timeline: Timeline,
    require_identifier: bool,
) -> LocatedCheck:
    """Return the check of a call under its stage's suite; raise FactsMismatch when none binds."""
    named = any(names_run(call, run) for run in suite.runs)
    candidates = {} if named or require_identifier else _rest_checks(client, call, suite=suite)
    others = _other_suites(client, call, suite=suite, timeline=timeline, open_only=named)
    located = locate_check_run(
        call,
        [suite, *others],
        wanted_suite_id=suite.id,
        configuration_ids=candidates.keys(),
    )
    number = needed(located.run.configuration_id, "checkConfigurationRef.id")
    return LocatedCheck(
        run=located.run,
        binding=located.binding,
        configuration=candidates.get(number)
        or client.get_check_configuration(call.project_id, number),
    )


def _other_suites(
    client: Reader, call: CheckCall, *, suite: CheckSuite, timeline: Timeline, open_only: bool
) -> list[CheckSuite]:
    """Return the build's other suites, for an identifier of the call may belong to one of them.

    Once a run of the wanted suite is named, only suites that still wait could be meant as well.
    """
    others = [
        record.id
        for record in timeline.of_type(CHECKPOINT)
        if record.id != suite.id and not (open_only and record.state == "completed")
    ]
    if len(others) > _MAX_SUITES:
        limit = f"at most {_MAX_SUITES} checkpoints"
        raise FactsMismatch(
            (Mismatch(field="checkpoint", expected=limit, actual=str(len(others))),)
        )
    return [client.get_check_suite(call.project_id, one) for one in others]


def _rest_checks(
    client: Reader, call: CheckCall, *, suite: CheckSuite
) -> dict[int, CheckConfiguration]:
    """Return the REST checks of the claimed gate that the suite still waits for."""
    ids = {run.configuration_id for run in suite.runs if is_open_task_check(run)}
    read = (client.get_check_configuration(call.project_id, one) for one in ids if one is not None)
    return {one.id: one for one in read if one.invokes_rest_api and call.gate in (None, one.gate)}
