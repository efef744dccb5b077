"""Invoke REST API check in Callback mode: one call, then a decision or a time-out."""

from __future__ import annotations

import base64
import json

import pytest

from demo.azure_devops import checks, environments, runs
from demo.azure_devops.world import Reply

HOUR = 3600


def waiting_run(play, protected, **options):
    play.check(**options)
    return play.queue(stages=[*protected, {"name": "After"}])


def outcome(run, stage="Production") -> tuple[str, str | None]:
    return run.stage(stage).current.state, run.stage(stage).current.result


def test_the_stage_waits_after_exactly_one_call(play, protected) -> None:
    run = waiting_run(play, protected)
    play.advance(HOUR)
    assert outcome(run) == ("waiting", None)
    assert len(play.calls("check")) == 1


def test_the_call_carries_the_documented_headers_and_basic_auth(play, protected) -> None:
    run = waiting_run(play, protected, url_suffix="/check/k")
    (call,) = play.calls("check")
    check_run = play.check_run(run)
    plan = play.organization.plans[check_run.plan_id]
    assert (call.method, call.url, call.limit) == ("POST", "http://odoo.example/check/k", 20.0)
    assert call.headers["PlanUrl"] == "http://127.0.0.1:1/fabrikam/"
    assert call.headers["ProjectId"] == play.organization.project.id
    assert call.headers["HubName"] == "checks"
    assert call.headers["PlanId"] == call.headers["TimelineId"] == plan.id
    assert call.headers["JobId"] == plan.job_id
    assert call.headers["TaskInstanceId"] == check_run.id
    assert len(call.headers["AuthToken"]) > 30
    assert base64.b64decode(call.headers["Authorization"].split()[1]) == b"gate:pw"


def test_variables_are_pasted_into_the_body_as_they_are(play, protected) -> None:
    body = (
        '{"build":"$(Build.BuildId)","stage":"$(system.stagename)","x":"$(evil)","y":"$(nobody)"}'
    )
    play.check(body=body)
    run = play.queue(stages=protected, variables={"evil": 'a","stage":"Staging'})
    (call,) = play.calls("check")
    text = call.body.decode()
    assert (
        text
        == f'{{"build":"{run.id}","stage":"Production","x":"a","stage":"Staging","y":"$(nobody)"}}'
    )
    assert json.loads(text)["stage"] == "Staging"


def test_run_variables_cannot_overwrite_predefined_ones(play, protected) -> None:
    play.check(body="$(Build.BuildId)")
    run = play.queue(stages=protected, variables={"Build.BuildId": "1"})
    assert play.calls("check")[0].body.decode() == str(run.id)


def test_succeeded_lets_the_stage_go_on(play, protected) -> None:
    run = waiting_run(play, protected)
    assert play.complete_task(run, "succeeded").status == 204
    play.advance(10)
    assert outcome(run) == ("completed", "succeeded")
    assert run.result == "succeeded"
    assert play.check_run(run).status == "approved"


def test_failed_fails_the_stage(play, protected) -> None:
    run = waiting_run(play, protected)
    play.complete_task(run, "failed")
    assert outcome(run) == ("completed", "failed")
    assert outcome(run, "After") == ("completed", "skipped")
    assert run.result == "failed"


def test_no_decision_before_the_timeout_skips_the_stage_and_its_dependants(play, protected) -> None:
    run = waiting_run(play, protected, timeout=60)
    play.advance(HOUR - 1)
    assert outcome(run) == ("waiting", None)
    play.advance(2)
    assert outcome(run) == ("completed", "skipped")
    assert outcome(run, "After") == ("completed", "skipped")
    assert play.check_run(run).status == "timedOut"


@pytest.mark.parametrize("status", [204, 201])
def test_any_2xx_acknowledges(play, protected, status) -> None:
    play.odoo = lambda call: status
    run = waiting_run(play, protected)
    assert play.check_run(run).acknowledged


@pytest.mark.parametrize(
    "reply", [Reply(302), Reply(401), Reply(500), Reply(None, problem="refused")]
)
def test_anything_else_fails_the_check(play, protected, reply) -> None:
    play.odoo = lambda call: reply
    run = waiting_run(play, protected)
    assert outcome(run) == ("completed", "failed")
    assert play.check_run(run).status == "failed"


def test_a_decision_before_the_acknowledgement_counts(play, protected) -> None:
    def decide_at_once(call):
        run = play.organization.runs[1001]
        play.complete_task(run, "succeeded")
        return 500

    play.odoo = lambda call: decide_at_once(call) if call.purpose == "check" else 200
    run = waiting_run(play, protected)
    play.advance(10)
    assert outcome(run) == ("completed", "succeeded")


def test_an_event_for_a_finished_plan_is_answered_with_500_session_not_found(
    play, protected
) -> None:
    run = waiting_run(play, protected)
    play.complete_task(run, "succeeded")
    again = play.complete_task(run, "failed")
    assert (again.status, again.body["typeKey"]) == (500, "OrchestrationSessionNotFoundException")
    assert play.check_run(run).status == "approved"


def test_a_callback_after_the_timeout_comes_too_late(play, protected) -> None:
    run = waiting_run(play, protected, timeout=1)
    play.advance(61)
    assert play.complete_task(run, "succeeded").status == 500
    assert outcome(run) == ("completed", "skipped")


@pytest.mark.parametrize("name", ["jobId", "taskId"])
def test_an_event_for_another_job_or_task_changes_nothing(play, protected, name) -> None:
    run = waiting_run(play, protected)
    other = "11111111-1111-4111-8111-111111111111"
    assert play.complete_task(run, "succeeded", event={name: other}).status == 204
    assert outcome(run) == ("waiting", None)


def test_an_unknown_result_is_refused(play, protected) -> None:
    run = waiting_run(play, protected)
    assert play.complete_task(run, "maybe").status == 400
    assert outcome(run) == ("waiting", None)


def test_with_an_interval_failed_means_asked_again(play, protected) -> None:
    run = waiting_run(play, protected, retry_interval=5)
    play.complete_task(run, "failed")
    assert outcome(run) == ("waiting", None)
    play.advance(5 * 60)
    first, second = play.calls("check")
    assert first.headers["TaskInstanceId"] == second.headers["TaskInstanceId"]
    play.complete_task(run, "succeeded")
    play.advance(5)
    assert outcome(run) == ("completed", "succeeded")


def test_all_checks_of_all_resources_have_to_pass(play) -> None:
    connection = play.connection()
    play.check(connection=connection)
    play.check(connection=connection, resource_type="endpoint", resource_id=connection)
    jobs = [{"name": "d", "environment": "production", "service_connections": [connection]}]
    run = play.queue(stages=[{"name": "Production", "jobs": jobs}])
    suite = play.organization.suites[run.stage("Production").current.suite_id]
    assert len(play.calls("check")) == len(suite.check_runs) == 2
    play.complete_task(run, "succeeded")
    assert outcome(run) == ("waiting", None)
    checks.bypass(play.world, suite.check_runs[1], "administrator")
    play.advance(5)
    assert outcome(run) == ("completed", "succeeded")
    assert suite.check_runs[1].status == "bypassed"


def test_one_refusal_ends_the_other_checks(play, protected) -> None:
    connection = play.connection()
    play.check(connection=connection)
    play.check(connection=connection)
    run = play.queue(stages=protected)
    play.complete_task(run, "failed")
    suite = play.organization.suites[run.stage("Production").current.suite_id]
    assert [check_run.status for check_run in suite.check_runs] == ["rejected", "canceled"]


def test_a_cancelled_run_ends_the_check(play, protected) -> None:
    run = waiting_run(play, protected)
    runs.cancel(play.world, run)
    play.advance(1)
    assert play.check_run(run).status == "canceled"
    assert play.complete_task(run, "succeeded").status == 500


def test_a_new_attempt_is_a_new_suite_with_a_new_call(play, protected) -> None:
    play.check(body="$(checks.stageAttempt)")
    run = play.queue(stages=protected)
    play.complete_task(run, "failed")
    runs.retry_stage(play.world, run, "Production")
    play.settle()
    first, second = play.calls("check")
    assert (first.body, second.body) == (b"1", b"2")
    assert first.headers["TaskInstanceId"] != second.headers["TaskInstanceId"]


def test_a_rerun_check_has_a_new_plan_and_ends_the_old_one(play, protected) -> None:
    run = waiting_run(play, protected)
    old = play.check_run(run).plan_id
    checks.rerun(play.world, play.check_run(run), "administrator")
    play.settle()
    assert play.check_run(run).plan_id != old
    assert play.complete_task(run, "succeeded", plan_id=old).status == 500
    assert play.complete_task(run, "succeeded").status == 204


def test_the_old_timeout_does_not_end_a_rerun_check(play, protected) -> None:
    run = waiting_run(play, protected, timeout=10)
    play.advance(9 * 60)
    checks.rerun(play.world, play.check_run(run), "administrator")
    play.advance(2 * 60)
    assert outcome(run) == ("waiting", None)


def test_a_decided_check_can_be_neither_rerun_nor_bypassed(play, protected) -> None:
    run = waiting_run(play, protected)
    play.complete_task(run, "failed")
    for act in (checks.rerun, checks.bypass):
        with pytest.raises(checks.CheckConflict):
            act(play.world, play.check_run(run), "administrator")


def test_a_check_that_is_edited_or_removed_meanwhile_goes_on_as_it_began(play, protected) -> None:
    made = play.check(timeout=60)
    run = play.queue(stages=protected)
    path = f"pipelines/checks/configurations/{made['id']}"
    assert play.rest("PATCH", path, {"timeout": 1}).body["version"] == 2
    play.advance(120)
    assert outcome(run) == ("waiting", None)
    assert play.check_run(run).configuration_version == 1
    play.rest("DELETE", path)
    assert play.complete_task(run, "succeeded").status == 204


def test_a_disabled_check_does_not_stop_a_stage(play, protected) -> None:
    made = play.check()
    play.rest("PATCH", f"pipelines/checks/configurations/{made['id']}", {"isDisabled": True})
    run = play.queue(stages=protected)
    play.advance(5)
    assert outcome(run) == ("completed", "succeeded")
    assert play.calls("check") == []


def test_a_recreated_environment_has_no_checks(play, protected) -> None:
    play.check()
    made = environments.recreate(play.world, play.organization.environments[12], "administrator")
    assert (made.name, made.id) == ("production", 14)
    run = play.queue(stages=protected)
    play.advance(5)
    assert outcome(run) == ("completed", "succeeded")


def test_without_its_service_connection_a_check_fails(play, protected) -> None:
    connection = play.connection()
    play.check(connection=connection)
    query = {"projectIds": play.organization.project.id}
    path = f"serviceendpoint/endpoints/{connection}"
    assert play.rest("DELETE", path, project=False, query=query).status == 204
    run = play.queue(stages=protected)
    assert outcome(run) == ("completed", "failed")
