"""Events are read as far as they speak; only what is no JSON object at all is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service_hooks.hook_event import EventKind, parse_hook_event

SAMPLES = {path.stem: path for path in (Path(__file__).parent / "samples").glob("*.json")}
SUBSCRIPTION = "aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e"
PROJECT = "00aa00aa-bb11-cc22-dd33-44ee44ee44ee"
ANNA = "66aa66aa-bb77-cc88-dd99-00ee00ee00ee"


def sample(name):
    return json.loads(SAMPLES[name].read_text())


def parse(content):
    return parse_hook_event(json.dumps(content).encode())


def event(name):
    return parse(sample(name))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_sample_says_its_kind_and_id(name):
    read = event(name)
    assert read.kind is not None
    assert name.startswith(read.kind.name.lower())
    assert read.event_id == "a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1"
    assert read.created_at is not None


def test_there_is_a_sample_of_each_kind():
    assert {event(name).kind for name in SAMPLES} == set(EventKind)


@pytest.mark.parametrize(
    ("name", "build_id"),
    [
        ("build_complete", 2727068),
        ("build_complete_minimal", 1),
        ("build_complete_v1", 2),
        ("run_state_changed", 11),
        ("run_state_changed_real", 12),
        ("stage_state_changed", 2),
        ("job_state_changed", 2),
        ("approval_pending", None),
        ("approval_completed_real", 77),
        ("check_updated", None),
    ],
)
def test_the_run_is_found_wherever_the_event_keeps_it(name, build_id):
    assert event(name).build_id == build_id


@pytest.mark.parametrize(
    ("name", "state", "result"),
    [
        ("build_complete", "completed", "succeeded"),
        ("build_complete_minimal", "completed", "failed"),
        ("build_complete_v1", "completed", "succeeded"),
        ("run_state_changed", "completed", "succeeded"),
        ("run_state_changed_real", "inProgress", None),
        ("approval_pending", None, None),
    ],
)
def test_states_and_results_are_in_one_case(name, state, result):
    run = event(name).run
    assert (run.state, run.result) == (state, result)


def test_the_envelope():
    read = event("job_state_changed")
    assert read.delivery_key == (SUBSCRIPTION, 3)
    assert read.project_id == PROJECT
    assert read.organization.base_url == "https://dev.azure.com/fabrikam/"
    assert read.organization.collection_id == "b1b1b1b1-cccc-dddd-eeee-f2f2f2f2f2f2"
    assert read.organization.account_id == "bbbb1b1b-cc2c-dd3d-ee4e-ffffff5f5f5f"
    assert read.resource_version == "5.1-preview.1"
    assert read.message == "Run 20241121.5 stage Build job Compile succeeded."


def test_without_subscription_there_is_no_delivery_key():
    assert event("stage_state_changed").delivery_key is None
    assert parse({"subscriptionId": SUBSCRIPTION}).delivery_key is None
    assert parse({"notificationId": 3}).delivery_key is None


def test_a_build():
    run = event("build_complete").run
    assert (run.number, run.pipeline_id, run.pipeline_name) == ("20241202.1", 4658, "MainRepo (1)")
    assert run.requested_for.id == ANNA
    assert run.requested_by.display_name == "Chuck Reinhart"
    assert run.finished_at == datetime(2024, 12, 2, 12, 21, 8, 520904, UTC)


def test_a_job_and_its_stage():
    read = event("job_state_changed")
    assert (read.job.name, read.job.state, read.job.result) == ("Compile", "completed", "succeeded")
    assert read.job.started_at < read.job.finished_at
    assert (read.stage.name, read.stage.started_at) == ("Build", None)


def test_a_stage():
    stage = event("stage_state_changed").stage
    assert (stage.id, stage.name) == ("c2c2c2c2-dddd-eeee-ffff-a3a3a3a3a3a3", "__default")
    assert (stage.display_name, stage.attempt) == (None, None)


def test_who_asked_is_told_by_real_run_events():
    read = event("run_state_changed_real")
    assert read.requested_for.id == ANNA
    assert read.requested_for.email == "anna@fabrikam.com"
    assert event("approval_completed_real").requested_for.display_name == "Anna"
    assert event("run_state_changed").requested_for is None


def test_an_approval_names_project_resource_stage_and_approver():
    read = event("approval_completed_real")
    assert read.project_id == "e4e4e4e4-ffff-aaaa-bbbb-c5c5c5c5c5c5"
    resource = read.resource
    assert (resource.type, resource.id, resource.name) == ("environment", "12", "production")
    assert (read.stage.name, read.stage.attempt) == ("Production", 2)
    assert read.approval.status == "approved"
    assert [person.display_name for person in read.approval.approvers] == ["Anna"]
    assert (read.run.pipeline_id, read.run.number) == (9, "20260913.2")


def test_a_pending_approval_has_no_approver_yet():
    read = event("approval_pending")
    assert (read.approval.status, read.approval.approvers) == ("pending", ())
    assert (read.stage, read.resource) == (None, None)


def test_an_approval_without_object_is_known_by_its_id():
    read = parse({"resource": {"approvalId": ANNA, "stageName": "Production"}})
    assert read.approval.id == ANNA
    assert read.stage.name == "Production"


def test_a_changed_check():
    read = event("check_updated")
    assert read.check_configuration_id == 1
    assert (read.resource.type, read.resource.id) == ("queue", "1")
    assert read.approval is None


@pytest.mark.parametrize(
    ("resource", "build_id"),
    [
        ({"run": {"_links": {"web": {"href": "https://x/_build/results?view=y&buildId=5"}}}}, 5),
        ({"stage": {"_links": {"web": {"href": "https://x/_build/results?buildId=6"}}}}, 6),
        ({"run": {"url": "https://x/_apis/Pipelines/1/runs/7?a=b"}}, 7),
        ({"url": "https://x/_apis/build/Builds/8"}, 8),
        ({"runId": "9"}, 9),
        ({"run": {"url": "https://x/_apis/Pipelines/1/runs/0"}}, None),
        ({"run": {"url": "https://x/_apis/Pipelines/1/runs/99999999999999"}}, None),
        ({"run": {"url": "https://x/_build/results?buildId=9999999999"}}, None),
        ({"run": {"url": 5}}, None),
    ],
)
def test_a_run_id_is_also_taken_from_links(resource, build_id):
    content = {"eventType": EventKind.RUN_STATE_CHANGED, "resource": resource}
    assert parse(content).build_id == build_id


PERSON = {"id": ANNA, "displayName": "Anna"}


@pytest.mark.parametrize(
    ("resource", "field", "value"),
    [
        ({"approval": {"pipeline": {"owner": {"id": 9}}}}, "build_id", 9),
        ({"approval": {"pipeline": {"owner": {"name": "20261124.1"}}}}, "number", "20261124.1"),
        ({"run": {"name": "20261124.2"}}, "number", "20261124.2"),
        ({"pipeline": {"id": 3}}, "pipeline_id", 3),
        ({"run": {"pipeline": {"name": "deploy"}}}, "pipeline_name", "deploy"),
    ],
)
def test_a_run_is_described_in_several_places(resource, field, value):
    assert getattr(parse({"resource": resource}).run, field) == value


@pytest.mark.parametrize("field", ["requestedFor", "requestedBy"])
@pytest.mark.parametrize("wrap", [lambda person: person, lambda person: {"run": person}])
def test_people_stand_in_the_run_or_beside_it(field, wrap):
    run = parse({"resource": wrap({field: PERSON})}).run
    people = {"requestedFor": run.requested_for, "requestedBy": run.requested_by}
    assert [name for name, person in people.items() if person is not None] == [field]
    assert people[field].id == ANNA


@pytest.mark.parametrize(
    "result", ["succeeded", "partiallySucceeded", "failed", "canceled", "stopped"]
)
def test_the_status_of_an_old_build_event_is_its_result(result):
    resource = {"status": result, "_links": {"web": {"href": "?buildId=4"}}}
    run = parse({"eventType": "build.complete", "resource": resource}).run
    assert (run.build_id, run.state, run.result) == (4, "completed", result)


def test_a_build_names_its_project_itself():
    assert event("build_complete_minimal").project_id == "33dd33dd-ee44-ff55-aa66-77bb77bb77bb"


def test_event_types_are_known_in_any_case_and_others_are_kept():
    assert parse({"eventType": "Build.Complete"}).kind is EventKind.BUILD_COMPLETE
    read = parse({"eventType": "git.push"})
    assert (read.kind, read.event_type) == (None, "git.push")


def test_keys_in_another_case_are_found():
    assert parse({"Resource": {"Run": {"Id": 4, "State": "Completed"}}}).build_id == 4
