"""Facts come from Azure DevOps; a claim that it contradicts is named and goes no further."""

from __future__ import annotations

import json

import pytest
from ado_answers import (
    BUILD_ID,
    CHANGES,
    CONFIGURATION_ID,
    CONNECTION,
    HEADERS,
    INSTANCE,
    JOB,
    NOW,
    ORGANIZATION,
    OTHER_PROJECT,
    PLAN,
    SOMEBODY,
    STAGE_RECORD,
    STAGING_RUN,
    STAGING_SUITE,
    SUITE,
    build,
    build_path,
    call_body,
    check_run,
    checkpoint,
    configuration,
    configuration_path,
    stage,
    status,
    suite,
    suite_path,
    timeline,
    waiting_azure,
)

from service_hooks.check_call import parse_check_call
from service_hooks.check_facts import Binding
from service_hooks.errors import FactsMismatch, Refused, Unavailable
from service_hooks.readback import read_check_facts
from service_hooks.records.check_configuration import CheckMode
from service_hooks.same_facts import same_facts
from service_hooks.transport import Answer

FREE = "99999999-8888-4777-8666-555544443333"


def a_call(headers=None, **body):
    return parse_check_call(
        {**HEADERS, **(headers or {})}, call_body(**body), organization_url=ORGANIZATION
    )


def read(azure, call=None, **options):
    return read_check_facts(azure.client(), call or a_call(), **options)


def mismatches(azure, call=None):
    with pytest.raises(FactsMismatch) as caught:
        read(azure, call)
    return caught.value


def fields(azure, call=None):
    return [one.field for one in mismatches(azure, call).mismatches]


def unmapped(**body):
    """Return a call none of whose identifiers is a check run's, as ADO may really send it."""
    return a_call({"TaskInstanceId": FREE}, **body)


def reference(**changes):
    return {**check_run()["checkConfigurationRef"], **changes}


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


# --- swapped identifiers -------------------------------------------------------------------------


def test_a_build_that_the_project_does_not_have():
    azure = waiting_azure()
    azure.answers[build_path()] = status(404)
    error = mismatches(azure)
    assert [one.field for one in error.mismatches] == ["build_id"]
    assert not error.may_settle


def test_a_build_that_is_another_one():
    azure = waiting_azure()
    azure.answers[build_path()] = build(id=5, project={"id": OTHER_PROJECT})
    assert fields(azure) == ["build_id", "project_id"]


def test_a_task_that_is_no_check():
    assert fields(waiting_azure(), a_call({"HubName": "build"})) == ["hub_name"]


def test_a_stage_that_the_run_does_not_have():
    error = mismatches(waiting_azure(), a_call(stage="Invented"))
    assert [one.field for one in error.mismatches] == ["stage"]
    assert error.may_settle


def test_a_display_name_is_no_stage():
    """The author chooses display names, so `To Production` must not stand for a stage."""
    assert fields(waiting_azure(), a_call(stage="To Production")) == ["stage"]


def test_a_display_name_counts_where_ado_gives_no_other():
    azure = waiting_azure()
    bare = stage(STAGE_RECORD, "Production", name="Production", identifier=None)
    azure.answers[build_path("/timeline")] = timeline(bare, checkpoint(SUITE, STAGE_RECORD))
    assert read(azure).stage.name == "Production"


def test_two_stages_of_one_name():
    azure = waiting_azure()
    twice = timeline(stage(STAGE_RECORD, "Production"), stage(FREE, "production"))
    azure.answers[build_path("/timeline")] = twice
    error = mismatches(azure)
    assert [one.field for one in error.mismatches] == ["stage"]
    assert not error.may_settle


def test_an_earlier_attempt_is_over():
    azure = waiting_azure()
    azure.answers[build_path("/timeline")] = timeline(
        stage(STAGE_RECORD, "Production", attempt=2), checkpoint(SUITE, STAGE_RECORD)
    )
    error = mismatches(azure, a_call(attempt="1"))
    assert [one.field for one in error.mismatches] == ["attempt"]
    assert not error.may_settle


def test_the_next_attempt_may_not_show_yet():
    error = mismatches(waiting_azure(), a_call(attempt="2"))
    assert [one.field for one in error.mismatches] == ["attempt"]
    assert error.may_settle
    assert not mismatches(waiting_azure(), a_call(attempt="3")).may_settle


def test_a_stage_without_checkpoint():
    azure = waiting_azure()
    azure.answers[build_path("/timeline")] = timeline(stage(STAGE_RECORD, "Production"))
    error = mismatches(azure)
    assert [one.field for one in error.mismatches] == ["checkpoint"]
    assert error.may_settle


def test_a_stage_with_two_checkpoints():
    azure = waiting_azure()
    azure.answers[build_path("/timeline")] = timeline(
        stage(STAGE_RECORD, "Production"),
        checkpoint(SUITE, STAGE_RECORD),
        checkpoint(FREE, STAGE_RECORD),
    )
    assert fields(azure) == ["checkpoint"]


@pytest.mark.parametrize(
    ("context", "field"),
    [
        ({"Project": {"Id": OTHER_PROJECT}}, "suite.project"),
        ({"Pipeline": {"Owner": {"Id": 9}}}, "suite.build"),
        ({"GraphNode": {"Id": FREE}}, "suite.stage"),
        ({"GraphNode": {"Attempt": 2}}, "suite.attempt"),
    ],
)
def test_a_suite_that_belongs_elsewhere(context, field):
    azure = waiting_azure()
    azure.answers[suite_path()] = suite(context=context)
    assert fields(azure) == [field]


def test_a_suite_that_is_another():
    azure = waiting_azure()
    azure.answers[suite_path()] = suite(id=FREE, context=None)
    assert fields(azure) == ["suite"]


@pytest.mark.parametrize("name", ["TaskInstanceId", "PlanId", "JobId"])
def test_identifiers_of_the_staging_check_do_not_answer_production(name):
    call = a_call({"TaskInstanceId": FREE, name: STAGING_RUN})
    assert fields(waiting_azure(), call) == ["check_run"]


@pytest.mark.parametrize("name", ["PlanId", "JobId"])
def test_identifiers_of_two_checks_answer_neither(name):
    """Staging's run beside production's plan: the answer would go to the other one."""
    call = a_call({"TaskInstanceId": STAGING_RUN, name: INSTANCE}, stage="Staging")
    assert fields(waiting_azure(), call) == ["check_run"]


def test_the_timeline_id_binds_nothing():
    call = a_call({"TaskInstanceId": FREE, "TimelineId": INSTANCE})
    assert read(waiting_azure(), call).binding is Binding.ONLY_CANDIDATE


def test_the_gate_must_be_the_one_that_the_check_carries():
    assert fields(waiting_azure(), a_call(gate="staging")) == ["gate"]


def test_a_call_without_gate_stage_and_attempt_is_bound_by_its_identifier():
    azure = waiting_azure()
    azure.answers[build_path("/timeline")] = timeline(
        stage(STAGE_RECORD, "Production"), checkpoint(SUITE, STAGE_RECORD)
    )
    facts = read(azure, a_call(gate=None, stage=None, attempt=None))
    assert facts.stage.name == "Production"
    assert facts.configuration.gate == "production"


def test_a_call_without_stage_needs_a_single_checkpoint():
    assert fields(waiting_azure(), a_call(stage=None)) == ["stage"]


# --- the check and its configuration -------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": 42}, "configuration.id"),
        ({"version": 4}, "configuration.version"),
        ({"resource": {"type": "environment", "id": "13"}}, "configuration.resource"),
    ],
)
def test_a_configuration_that_is_not_the_runs(change, field):
    azure = waiting_azure()
    azure.answers[configuration_path()] = configuration(**change)
    assert fields(azure) == [field]


def test_a_check_that_is_no_rest_check():
    azure = waiting_azure()
    changed = configuration()
    changed["settings"]["definitionRef"]["id"] = "445fde2f-6c39-441c-807f-8a59ff2e075f"
    azure.answers[configuration_path()] = changed
    assert fields(azure) == ["configuration.rest_check"]
    assert fields(azure, unmapped()) == ["check_run"]


def test_a_body_template_without_gate_is_no_gate():
    azure = waiting_azure()
    changed = configuration()
    changed["settings"]["inputs"]["body"] = "$(body)"
    azure.answers[configuration_path()] = changed
    assert fields(azure) == ["gate"]


def test_what_is_not_told_is_not_compared():
    azure = waiting_azure()
    azure.answers[suite_path()] = suite(
        check_run(checkConfigurationRef=reference(version=None, resource=None)), context=None
    )
    azure.answers[suite_path(STAGING_SUITE)] = status(404)
    azure.answers[build_path("/timeline")] = timeline(
        stage(STAGE_RECORD, "Production"), checkpoint(SUITE, STAGE_RECORD)
    )
    facts = read(azure)
    assert facts.resource.id == "12"


def test_the_run_tells_the_resource_where_the_configuration_does_not():
    azure = waiting_azure()
    azure.answers[configuration_path()] = configuration(resource=None)
    assert read(azure).resource.id == "12"


def test_a_check_without_resource_is_no_answer():
    azure = waiting_azure()
    azure.answers[suite_path()] = suite(check_run(checkConfigurationRef=reference(resource=None)))
    azure.answers[configuration_path()] = configuration(resource={"type": "environment"})
    with pytest.raises(Unavailable, match="resource"):
        read(azure)


# --- when the identifiers of the call map to no check run ----------------------------------------


def test_the_only_waiting_rest_check_of_the_gate_is_taken():
    facts = read(waiting_azure(), unmapped())
    assert facts.check_run.id == INSTANCE
    assert facts.binding is Binding.ONLY_CANDIDATE


def test_a_run_that_the_call_does_not_name_is_not_taken_where_calls_name_theirs():
    """Otherwise an approval of this run could be sent to the address of another one."""
    azure = waiting_azure()
    with pytest.raises(FactsMismatch, match="check_run"):
        read(azure, unmapped(), require_identifier=True)
    assert read(azure, require_identifier=True).binding is Binding.IDENTIFIER


def test_without_a_gate_the_only_waiting_rest_check_is_taken():
    assert read(waiting_azure(), unmapped(gate=None)).check_run.id == INSTANCE


def test_an_earlier_evaluation_of_the_same_check_is_no_rival():
    azure = waiting_azure()
    azure.answers[suite_path()] = suite(check_run(JOB[:-1] + "5", status="failed"), check_run())
    assert read(azure, unmapped()).check_run.id == INSTANCE


def test_no_waiting_check_may_show_up_later():
    azure = waiting_azure()
    azure.answers[suite_path()] = suite(check_run(status="approved"))
    error = mismatches(azure, unmapped())
    assert [one.field for one in error.mismatches] == ["check_run"]
    assert error.may_settle


def test_two_waiting_checks_of_one_gate_are_ambiguous():
    azure = waiting_azure()
    azure.answers[suite_path()] = suite(check_run(), check_run(JOB[:-1] + "5"))
    error = mismatches(azure, unmapped())
    assert "2 of them" in str(error)
    assert not error.may_settle


def test_other_checks_of_the_stage_are_no_rivals():
    """An approval, business hours, and the REST check of another gate wait as well."""
    azure = waiting_azure()
    hours, other_gate = configuration(id=50), configuration(id=51)
    hours["settings"]["definitionRef"]["id"] = "445fde2f-6c39-441c-807f-8a59ff2e075f"
    other_gate["settings"]["inputs"]["body"] = '{"gate": "service-connection"}'
    approval = reference(id=52, type={"id": "8c6f20a7-a545-4486-9777-f762fafe0d4d"})
    azure.answers[configuration_path(50)] = hours
    azure.answers[configuration_path(51)] = other_gate
    azure.answers[suite_path()] = suite(
        check_run(),
        check_run(FREE[:-1] + "4", checkConfigurationRef=reference(id=50)),
        check_run(FREE[:-1] + "5", checkConfigurationRef=reference(id=51)),
        check_run(FREE[:-1] + "6", checkConfigurationRef=approval),
        check_run(FREE[:-1] + "7", checkConfigurationRef=reference(id=None)),
    )
    assert read(azure, unmapped()).check_run.id == INSTANCE


def test_once_a_run_is_named_only_waiting_suites_are_read_beside_it():
    azure = waiting_azure()
    azure.answers[build_path("/timeline")] = timeline(
        stage(STAGE_RECORD, "Production"),
        checkpoint(SUITE, STAGE_RECORD),
        checkpoint(STAGING_SUITE, FREE, state="completed"),
    )
    read(azure)
    assert not any(STAGING_SUITE in path for path in azure.asked())
    read(azure, unmapped())
    assert any(STAGING_SUITE in path for path in azure.asked())


def test_a_run_with_absurdly_many_checkpoints_is_not_followed():
    azure = waiting_azure()
    many = (checkpoint(f"f5f5f5f5-aaaa-bbbb-cccc-{n:012x}", FREE) for n in range(1, 102))
    azure.answers[build_path("/timeline")] = timeline(
        stage(STAGE_RECORD, "Production"), checkpoint(SUITE, STAGE_RECORD), *many
    )
    assert fields(azure) == ["checkpoint"]


# --- trouble -------------------------------------------------------------------------------------


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


# --- the second look -----------------------------------------------------------------------------


def test_nothing_changed():
    azure = waiting_azure()
    assert same_facts(read(azure), read(azure, with_authors=False)) == ()


def edited(**inputs):
    changed = configuration()
    changed["settings"]["inputs"].update(inputs)
    return changed


@pytest.mark.parametrize(
    ("path", "answer", "field"),
    [
        (build_path(), build(status="completed", result="canceled"), "build.running"),
        (build_path(), build(status="cancelling"), "build.running"),
        (build_path(), build(sourceVersion="other"), "commit"),
        (build_path(), build(buildNumber="other"), "build_number"),
        (build_path(), build(sourceBranch="other"), "branch"),
        (build_path(), build(definition={"id": 1}), "pipeline_id"),
        (suite_path(), suite(status="timedOut"), "suite.waiting"),
        (suite_path(), suite(check_run(status="bypassed")), "check_run.waiting"),
        (configuration_path(), configuration(isDisabled=True), "configuration.disabled"),
        (configuration_path(), edited(waitForCompletion="false"), "configuration.settings"),
        (configuration_path(), edited(urlSuffix="/elsewhere"), "configuration.settings"),
        (configuration_path(), configuration(timeout=5), "configuration.settings"),
    ],
)
def test_what_changed_since_is_named(path, answer, field):
    azure = waiting_azure()
    before = read(azure)
    azure.answers[path] = answer
    assert [one.field for one in same_facts(before, read(azure))] == [field]


def test_a_version_that_moved_on_is_named():
    azure = waiting_azure()
    before = read(azure)
    azure.answers[suite_path()] = suite(check_run(checkConfigurationRef=reference(version=4)))
    azure.answers[configuration_path()] = configuration(version=4)
    found = same_facts(before, read(azure))
    assert [(one.field, one.expected, one.actual) for one in found] == [
        ("configuration.version", "3", "4")
    ]


def test_a_mismatch_says_what_was_expected_and_what_is():
    error = mismatches(waiting_azure(), a_call(stage="Invented"))
    assert str(error) == "stage: expected 'Invented', Azure DevOps has nothing"
    assert PLAN not in str(error)
