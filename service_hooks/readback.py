"""Reads back from Azure DevOps what a check call claims (threats F1, F4).

Build -> timeline -> stage -> checkpoint -> check suite -> check run -> check configuration. The
call only says where to look; wherever ADO says otherwise, FactsMismatch names it.
"""

from __future__ import annotations

from service_hooks.check_call import CheckCall
from service_hooks.check_facts import CheckFacts, StageFacts, SuiteFacts
from service_hooks.contradictions import (
    build_contradictions,
    configuration_contradictions,
    suite_contradictions,
)
from service_hooks.errors import FactsMismatch, Mismatch, Refused
from service_hooks.identifiers import HubName
from service_hooks.located_check import LocatedCheck, read_located_check
from service_hooks.reader import Reader
from service_hooks.records.build import Build
from service_hooks.records.change import NO_CHANGES_KNOWN, Changes
from service_hooks.records.check_suite import Resource
from service_hooks.records.reading import needed
from service_hooks.stages import StageWithCheckpoint, find_stage


def read_check_facts(
    client: Reader, call: CheckCall, *, with_authors: bool = True, require_identifier: bool = False
) -> CheckFacts:
    """Return the facts behind a check call, each read from ADO.

    Raises FactsMismatch (every contradiction found on the way), Unavailable, or Refused when the
    credential may not read. `with_authors=False` saves a call where only the state is asked for.
    `require_identifier=True` takes no check run that the call does not name: wanted as soon as an
    organization's calls are known to name theirs, since another run's address is then a forgery.
    """
    build = _read_build(client, call)
    timeline = client.get_timeline(call.project_id, call.build_id)
    found = find_stage(call, timeline)
    suite = client.get_check_suite(call.project_id, found.checkpoint.id)
    _raise(suite_contradictions(suite, build=build, found=found))
    check = read_located_check(
        client, call, suite=suite, timeline=timeline, require_identifier=require_identifier
    )
    _raise(configuration_contradictions(call, run=check.run, configuration=check.configuration))
    changes = _read_changes(client, call) if with_authors else NO_CHANGES_KNOWN
    return CheckFacts(
        build=build,
        stage=_stage_facts(found),
        suite=SuiteFacts.of(suite),
        check_run=check.run,
        configuration=check.configuration,
        resource=_resource(check),
        authors=changes.authors,
        authors_complete=changes.complete,
        binding=check.binding,
        read_at=client.now(),
    )


def _read_build(client: Reader, call: CheckCall) -> Build:
    if call.hub_name is not HubName.CHECKS:
        _raise((Mismatch(field="hub_name", expected=HubName.CHECKS, actual=call.hub_name),))
    try:
        build = client.get_build(call.project_id, call.build_id)
    except Refused as error:
        if error.status != 404:
            raise
        claimed = f"build {call.build_id} in project {call.project_id}"
        raise FactsMismatch((Mismatch(field="build_id", expected=claimed, actual=None),)) from error
    _raise(build_contradictions(call, build))
    return build


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


def _resource(check: LocatedCheck) -> Resource:
    resource = check.run.resource or check.configuration.resource
    return needed(resource, "checkConfigurationRef.resource")


def _raise(mismatches: tuple[Mismatch, ...]) -> None:
    if mismatches:
        raise FactsMismatch(mismatches)
