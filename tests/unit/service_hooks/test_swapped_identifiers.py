"""A claim that Azure DevOps contradicts is named and goes no further (threats F1)."""

from __future__ import annotations

import pytest
from ado_answers import (
    INSTANCE,
    OTHER_PROJECT,
    STAGE_RECORD,
    STAGING_RUN,
    STAGING_SUITE,
    SUITE,
    build,
    build_path,
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
from ado_reading import FREE, a_call, fields, mismatches, read, reference, unmapped

from service_hooks.check_facts import Binding
from service_hooks.errors import Unavailable


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
