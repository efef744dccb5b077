"""Which check run answers a call whose identifiers may or may not be the run's."""

from __future__ import annotations

import pytest
from ado_answers import (
    INSTANCE,
    JOB,
    STAGE_RECORD,
    STAGING_SUITE,
    SUITE,
    build_path,
    check_run,
    checkpoint,
    configuration,
    configuration_path,
    stage,
    suite,
    suite_path,
    timeline,
    waiting_azure,
)
from ado_reading import FREE, fields, mismatches, read, reference, unmapped

from service_hooks.check_facts import Binding
from service_hooks.errors import FactsMismatch


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
