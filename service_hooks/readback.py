"""Reads back from Azure DevOps what a check call claims (threats F1, F4).

Build -> timeline -> stage -> checkpoint -> check suite -> check run -> check configuration. The
call only says where to look; wherever ADO says otherwise, FactsMismatch names it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from service_hooks.check_call import CheckCall
from service_hooks.check_facts import CheckFacts, StageFacts, SuiteFacts
from service_hooks.contradictions import (
    build_contradictions,
    configuration_contradictions,
    suite_contradictions,
)
from service_hooks.errors import FactsMismatch, Mismatch, Refused
from service_hooks.identifiers import Guid
from service_hooks.locate import LocatedRun, is_open_task_check, locate_check_run, names_run
from service_hooks.records.build import Build
from service_hooks.records.change import NO_CHANGES_KNOWN, Changes
from service_hooks.records.check_configuration import CheckConfiguration
from service_hooks.records.check_suite import CheckSuite
from service_hooks.records.reading import needed
from service_hooks.records.timeline import CHECKPOINT, Timeline
from service_hooks.stages import StageWithCheckpoint, find_stage

_MAX_SUITES: Final = 100


class Reader(Protocol):
    """The reading half of `AzureDevOpsClient`."""

    now: Callable[[], datetime]

    def get_build(self, project_id: Guid, build_id: int) -> Build:
        """Return a build."""

    def get_build_changes(self, project_id: Guid, build_id: int) -> Changes:
        """Return the changes of a build."""

    def get_timeline(self, project_id: Guid, build_id: int) -> Timeline:
        """Return the timeline of a build."""

    def get_check_suite(self, project_id: Guid, suite_id: Guid) -> CheckSuite:
        """Return a check suite."""

    def get_check_configuration(
        self, project_id: Guid, configuration_id: int
    ) -> CheckConfiguration:
        """Return a check's configuration."""


def read_check_facts(client: Reader, call: CheckCall, *, with_authors: bool = True) -> CheckFacts:
    """Return the facts behind a check call, each read from ADO.

    Raises FactsMismatch (every contradiction found on the way), Unavailable, or Refused when the
    credential may not read. `with_authors=False` saves a call where only the state is asked for.
    """
    build = _read_build(client, call)
    timeline = client.get_timeline(call.project_id, call.build_id)
    found = find_stage(call, timeline)
    suite = client.get_check_suite(call.project_id, found.checkpoint.id)
    _raise(suite_contradictions(suite, build=build, found=found))
    located, configuration = _read_check_run(client, call, suite=suite, timeline=timeline)
    _raise(configuration_contradictions(call, run=located.run, configuration=configuration))
    changes = _read_changes(client, call) if with_authors else NO_CHANGES_KNOWN
    return CheckFacts(
        build=build,
        stage=_stage_facts(found),
        suite=SuiteFacts(id=suite.id, status=suite.status, waiting=suite.waiting),
        check_run=located.run,
        configuration=configuration,
        resource=needed(
            located.run.resource or configuration.resource, "checkConfigurationRef.resource"
        ),
        authors=changes.authors,
        authors_complete=changes.complete,
        binding=located.binding,
        read_at=client.now(),
    )


def _read_build(client: Reader, call: CheckCall) -> Build:
    if call.hub_name.value != "checks":
        _raise((Mismatch(field="hub_name", expected="checks", actual=call.hub_name.value),))
    try:
        build = client.get_build(call.project_id, call.build_id)
    except Refused as error:
        if error.status != 404:
            raise
        claimed = f"build {call.build_id} in project {call.project_id}"
        raise FactsMismatch((Mismatch(field="build_id", expected=claimed, actual=None),)) from error
    _raise(build_contradictions(call, build))
    return build


def _read_check_run(
    client: Reader, call: CheckCall, *, suite: CheckSuite, timeline: Timeline
) -> tuple[LocatedRun, CheckConfiguration]:
    """Return the call's check run with its configuration."""
    named = any(names_run(call, run) for run in suite.runs)
    candidates = {} if named else _rest_checks(client, call, suite=suite)
    located = locate_check_run(
        call,
        [suite, *_other_suites(client, call, suite=suite, timeline=timeline, open_only=named)],
        wanted_suite_id=suite.id,
        configuration_ids=candidates.keys(),
    )
    configuration_id = needed(located.run.configuration_id, "checkConfigurationRef.id")
    known = candidates.get(configuration_id)
    return located, known or client.get_check_configuration(call.project_id, configuration_id)


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
        _raise((Mismatch(field="checkpoint", expected=limit, actual=str(len(others))),))
    return [client.get_check_suite(call.project_id, one) for one in others]


def _rest_checks(
    client: Reader, call: CheckCall, *, suite: CheckSuite
) -> dict[int, CheckConfiguration]:
    """Return the REST checks of the claimed gate that the suite still waits for."""
    ids = {run.configuration_id for run in suite.runs if is_open_task_check(run)}
    read = (client.get_check_configuration(call.project_id, one) for one in ids if one is not None)
    return {one.id: one for one in read if one.invokes_rest_api and call.gate in (None, one.gate)}


def _read_changes(client: Reader, call: CheckCall) -> Changes:
    try:
        return client.get_build_changes(call.project_id, call.build_id)
    except Refused:
        # the set of authors is then incomplete, which policy must weigh (threats F16)
        return NO_CHANGES_KNOWN


def _stage_facts(found: StageWithCheckpoint) -> StageFacts:
    return StageFacts(
        record_id=found.stage.id,
        name=needed(found.stage.reference_name, "stage.identifier"),
        display_name=found.stage.name,
        attempt=found.stage.attempt,
    )


def _raise(mismatches: tuple[Mismatch, ...]) -> None:
    if mismatches:
        raise FactsMismatch(mismatches)
