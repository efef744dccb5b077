"""A check is read back, answered and confirmed; swapped identifiers and late answers are not."""

from __future__ import annotations

import dataclasses

import pytest

from service_hooks.callback import CompletionOutcome
from service_hooks.check_facts import Binding
from service_hooks.confirm import CheckOutcome, check_outcome
from service_hooks.credentials import BearerToken
from service_hooks.errors import FactsMismatch, Refused, Unavailable
from service_hooks.hook_event import EventKind, parse_hook_event
from service_hooks.readback import read_check_facts
from service_hooks.records.check_configuration import CheckMode
from service_hooks.run_facts import read_run_facts
from service_hooks.same_facts import material_facts, same_facts

WAIT = 20.0


@pytest.fixture
def run(gate):
    """Queue a run and cancel it at the end, so that no stage waits into the next test."""
    queued = gate.queue()
    yield queued
    if gate.simulator.run(queued)["state"] != "completed":
        gate.simulator.cancel(queued)


def outcome(gate, call, facts):
    suite = gate.client().get_check_suite(call.project_id, facts.suite.id)
    return check_outcome(suite, facts.check_run.id)


def mismatched_fields(gate, call):
    with pytest.raises(FactsMismatch) as caught:
        read_check_facts(gate.client(), call)
    return [one.field for one in caught.value.mismatches]


def test_facts_are_read_with_the_calls_own_token(gate, run):
    call, token = gate.calls()["Production"]
    facts = read_check_facts(gate.client(token), call)
    assert facts.build.id == run["id"]
    assert facts.build.project.id == gate.simulator.project_id
    assert facts.build.pipeline.name == "web-shop"
    assert facts.build.requested_for.descriptor
    assert facts.build.commit
    assert (facts.stage.name, facts.stage.attempt) == ("Production", 1)
    assert (facts.resource.type, facts.resource.id) == ("environment", "12")
    assert facts.configuration.mode is CheckMode.CALLBACK
    assert facts.configuration.gate == "production"
    assert facts.authors
    assert facts.authors_complete
    assert facts.binding is Binding.IDENTIFIER
    assert facts.waiting


def test_a_yes_lets_the_stage_go_on(gate, run):
    call, token = gate.calls()["Production"]
    client = gate.client(token)
    before = read_check_facts(client, call)
    client.append_feed(call.target, ["waiting for two signatures ##vso[task.complete]"])
    log_id = client.create_log(call.target)
    client.append_log(call.target, log_id, lines=["APR-2026-001 approved"])
    client.attach_log(call.target, log_id)
    assert outcome(gate, call, before) is CheckOutcome.WAITING
    assert (
        same_facts(material_facts(before), read_check_facts(client, call, with_authors=False)) == ()
    )
    assert client.post_task_completed(call.target, succeeded=True) is CompletionOutcome.SENT
    assert outcome(gate, call, before) is CheckOutcome.APPROVED
    gate.simulator.wait_for(run, until="completed", stage="Production")
    stages = read_run_facts(client, call.project_id, call.build_id).stages
    production = next(one for one in stages if one.step.name == "Production")
    assert production.step.result == "succeeded"
    assert [job.step.result for job in production.jobs] == ["succeeded"]
    assert all(job.tasks for job in production.jobs)
    again = client.post_task_completed(call.target, succeeded=True)
    assert again is CompletionOutcome.GONE


def test_a_no_fails_the_stage(gate, run):
    call, token = gate.calls()["Production"]
    facts = read_check_facts(gate.client(token), call)
    gate.client(token).post_task_completed(call.target, succeeded=False)
    assert outcome(gate, call, facts) is CheckOutcome.REJECTED
    stage = gate.simulator.wait_for(run, until="completed", stage="Production")
    assert stage
    assert gate.simulator.stage(run, "Production")["result"] == "failed"


def test_a_display_name_opens_no_other_gate(gate, run):
    """The staging stage shows itself as `Production`; facts go by the name in the YAML."""
    calls = gate.calls()
    assert calls["Staging"][0].build_id == run["id"]
    facts = read_check_facts(gate.client(), calls["Staging"][0])
    assert (facts.stage.name, facts.stage.display_name) == ("Staging", "Production")
    assert facts.resource.id == "13"


@pytest.mark.parametrize(
    "swapped",
    [
        ("plan_id", "job_id", "task_instance_id", "timeline_id"),
        ("task_instance_id",),
        ("stage",),
        ("gate",),
        ("stage", "gate"),
    ],
    ids=" ".join,
)
def test_a_staging_call_with_parts_of_the_production_call(gate, run, swapped):
    calls = gate.calls()
    staging, production = calls["Staging"][0], calls["Production"][0]
    stolen = {name: getattr(production, name) for name in swapped}
    fields = mismatched_fields(gate, dataclasses.replace(staging, **stolen))
    assert set(fields) <= {"check_run", "gate"}
    assert read_check_facts(gate.client(), staging).build.id == run["id"]


def test_an_approval_of_one_run_cannot_be_addressed_to_another(gate, run):
    """The first run's address with the second run's facts: approving one would release both."""
    first = gate.calls()["Production"][0]
    assert first.build_id == run["id"]
    other = gate.queue()
    forged = dataclasses.replace(first, build_id=gate.calls()["Production"][0].build_id)
    with pytest.raises(FactsMismatch, match="check_run"):
        read_check_facts(gate.client(), forged, require_identifier=True)
    # where no call ever names its run this would pass, and says so
    assert read_check_facts(gate.client(), forged).binding is Binding.ONLY_CANDIDATE
    gate.simulator.cancel(other)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"build_id": 2**31 - 1}, "build_id"),
        ({"project_id": "11111111-2222-4333-8444-555555555555"}, "build_id"),
        ({"stage": "Invented"}, "stage"),
        ({"attempt": 2}, "attempt"),
        ({"stage": None}, "stage"),
    ],
)
def test_an_invented_claim(gate, run, change, field):
    call = gate.calls()["Production"][0]
    assert call.build_id == run["id"]
    assert mismatched_fields(gate, dataclasses.replace(call, **change)) == [field]


def test_a_rerun_is_a_new_evaluation(gate, run):
    first, token = gate.calls()["Production"]
    before = read_check_facts(gate.client(token), first)
    gate.client(token).post_task_completed(first.target, succeeded=False)
    gate.simulator.wait_for(run, until="completed", stage="Production")
    gate.simulator.retry_stage(run, "Production")
    second, new_token = gate.calls(1)["Production"]
    assert second.attempt == 2
    assert second.content_hash() != first.content_hash()
    assert mismatched_fields(gate, first) == ["attempt"]
    now = read_check_facts(gate.client(new_token), second)
    assert now.check_run.id != before.check_run.id
    assert {"attempt", "suite", "check_run"} <= {
        one.field for one in same_facts(material_facts(before), now)
    }


def test_a_cancelled_run_waits_no_more(gate, run):
    call = gate.calls()["Production"][0]
    before = read_check_facts(gate.client(), call)
    gate.simulator.cancel(run)
    gate.simulator.wait_for(run, until="completed")
    now = read_check_facts(gate.client(), call)
    assert not now.waiting
    assert "build.running" in {one.field for one in same_facts(material_facts(before), now)}
    outcome_of_yes = gate.client().post_task_completed(call.target, succeeded=True)
    assert outcome_of_yes is CompletionOutcome.GONE


def test_a_check_that_is_edited_while_it_waits(gate, run):
    call = gate.calls()["Production"][0]
    facts = read_check_facts(gate.client(), call)
    gate.simulator.edit_check(facts.configuration.id, timeout=60)
    try:
        assert "configuration.version" in mismatched_fields(gate, call)
        changed = gate.client().get_check_configuration(call.project_id, facts.configuration.id)
        assert changed.settings_hash != facts.configuration.settings_hash
    finally:
        gate.simulator.edit_check(facts.configuration.id, timeout=1440)
    listed = gate.client().list_check_configurations(
        call.project_id, resource_type="environment", resource_id="12"
    )
    restored = next(one for one in listed if one.id == facts.configuration.id)
    assert restored.settings_hash == facts.configuration.settings_hash


def test_a_bypassed_check_is_told_apart(gate, run):
    call = gate.calls()["Production"][0]
    facts = read_check_facts(gate.client(), call)
    gate.simulator.bypass(run, "Production")
    assert outcome(gate, call, facts) is CheckOutcome.BYPASSED


def test_a_stage_is_cancelled(gate, run):
    call = gate.calls()["Production"][0]
    gate.client().cancel_stage(call.project_id, call.build_id, stage="Production")
    gate.simulator.wait_for(run, until="completed", stage="Production")


def test_outages_and_dead_credentials_are_told_apart(gate, run):
    call = gate.calls()["Production"][0]
    assert call.build_id == run["id"]
    with pytest.raises(Refused) as caught:
        read_check_facts(gate.client(BearerToken("unknown")), call)
    assert caught.value.status == 401
    gate.simulator.outage(status=503)
    try:
        with pytest.raises(Unavailable):
            read_check_facts(gate.client(), call)
        with pytest.raises(Unavailable):
            gate.client().post_task_completed(call.target, succeeded=True)
    finally:
        gate.simulator.end_outages()
    assert read_check_facts(gate.client(), call).waiting


def test_hooks_are_understood(gate, run):
    call, token = gate.calls()["Production"]
    gate.client(token).post_task_completed(call.target, succeeded=True)
    seen = {}
    wanted = {
        EventKind.RUN_STATE_CHANGED,
        EventKind.STAGE_STATE_CHANGED,
        EventKind.JOB_STATE_CHANGED,
    }
    while not wanted <= seen.keys():
        received = gate.endpoint.hooks.get(timeout=WAIT)
        event = parse_hook_event(received.body)
        assert event.kind is not None
        assert event.delivery_key is not None
        if event.build_id == run["id"]:
            seen[event.kind] = event
    assert seen[EventKind.JOB_STATE_CHANGED].stage.name == "Production"
    assert {event.project_id for event in seen.values()} == {call.project_id}
