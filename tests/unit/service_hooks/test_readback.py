"""Every fact is read from Azure DevOps, and trouble with that is no contradiction."""

from __future__ import annotations

import json

import pytest
from ado_answers import (
    BUILD_ID,
    CHANGES,
    CONFIGURATION_ID,
    CONNECTION,
    INSTANCE,
    NOW,
    OTHER_PROJECT,
    SOMEBODY,
    STAGE_RECORD,
    SUITE,
    build,
    build_path,
    configuration_path,
    status,
    suite_path,
    waiting_azure,
)
from ado_reading import mismatches, read

from service_hooks.check_facts import Binding
from service_hooks.errors import Refused, Unavailable
from service_hooks.records.check_configuration import CheckMode
from service_hooks.transport import Answer


def test_all_facts_are_read():
    facts = read(waiting_azure())
    assert (facts.build.id, facts.build.number) == (BUILD_ID, "20261124.1")
    assert facts.build.project.name == "FabrikamFiberChat"
    assert (facts.build.pipeline.id, facts.build.pipeline.name) == (4658, "MainRepo")
    assert facts.build.requested_for.id == SOMEBODY
    assert facts.build.requested_for.email == "chuck@fabrikam.com"
    assert facts.build.requested_by.email is None
    assert facts.build.repository.name == "MainRepo"
    assert facts.build.triggered_by is None
    assert facts.build.web_url.endswith(f"buildId={BUILD_ID}")
    assert facts.stage.record_id == STAGE_RECORD
    assert (facts.stage.name, facts.stage.display_name) == ("Production", "To Production")
    assert facts.stage.attempt == 1
    assert (facts.suite.id, facts.suite.status) == (SUITE, "running")
    assert facts.check_run.id == INSTANCE
    assert (facts.resource.type, facts.resource.id) == ("environment", "12")
    assert facts.configuration.id == CONFIGURATION_ID
    assert facts.configuration.mode is CheckMode.CALLBACK
    assert facts.configuration.connection_id == CONNECTION
    assert facts.configuration.url_suffix == "/api/v1/azdev/checks/key"
    assert facts.binding is Binding.IDENTIFIER
    assert facts.read_at == NOW
    assert facts.waiting


def test_authors_are_named_once_with_those_who_pushed():
    facts = read(waiting_azure())
    assert [person.display_name or person.id for person in facts.authors] == [
        "Anna Author",
        SOMEBODY,
    ]
    assert facts.authors_complete


def test_authors_that_ado_does_not_tell_are_an_incomplete_set():
    azure = waiting_azure()
    azure.answers[build_path("/changes")] = status(403)
    facts = read(azure)
    assert (facts.authors, facts.authors_complete) == ((), False)


def test_authors_can_be_left_out():
    azure = waiting_azure()
    read(azure, with_authors=False)
    assert not any(path.endswith("/changes") for path in azure.asked())


def test_authors_are_read_page_by_page_up_to_a_limit():
    azure = waiting_azure()
    pages = iter(range(1, 1000))

    def page(_request):
        people = [{"id": str(n), "author": {"displayName": f"p{n}"}} for n in range(100)]
        token = {"x-ms-continuationtoken": str(next(pages))}
        return Answer(status=200, headers=token, body=json.dumps({"value": people}).encode())

    azure.answers[build_path("/changes")] = page
    facts = read(azure)
    assert len(facts.authors) == 100
    assert not facts.authors_complete
    assert sum(path.endswith("/changes") for path in azure.asked()) == 5


def test_a_continuation_that_does_not_move_ends():
    azure = waiting_azure()

    def page(_request):
        return Answer(
            status=200,
            headers={"x-ms-continuationtoken": "same"},
            body=json.dumps(CHANGES).encode(),
        )

    azure.answers[build_path("/changes")] = page
    assert not read(azure).authors_complete


def test_the_triggering_run_is_told():
    azure = waiting_azure()
    trigger = {
        "id": 7,
        "buildNumber": "1",
        "definition": {"id": 3},
        "project": {"id": OTHER_PROJECT},
    }
    azure.answers[build_path()] = build(triggeredByBuild=trigger, repository=None)
    triggered_by = read(azure).build.triggered_by
    assert (triggered_by.build_id, triggered_by.pipeline_id) == (7, 3)
    assert triggered_by.project_id == OTHER_PROJECT


@pytest.mark.parametrize(
    "path", [build_path(), build_path("/timeline"), suite_path(), configuration_path()]
)
@pytest.mark.parametrize(("code", "kind"), [(503, Unavailable), (401, Refused)])
def test_trouble_is_no_mismatch(path, code, kind):
    azure = waiting_azure()
    azure.answers[path] = status(code)
    with pytest.raises(kind):
        read(azure)


@pytest.mark.parametrize("missing", ["id", "buildNumber", "project", "definition", "status"])
def test_a_build_without_what_identifies_it_is_no_answer(missing):
    azure = waiting_azure()
    azure.answers[build_path()] = build(**{missing: None})
    with pytest.raises(Unavailable, match="lacks build"):
        read(azure)


@pytest.mark.parametrize("nothing", [None, {}, {"records": None}, status(204)])
def test_an_empty_timeline_may_fill(nothing):
    azure = waiting_azure()
    azure.answers[build_path("/timeline")] = nothing
    assert mismatches(azure).may_settle
