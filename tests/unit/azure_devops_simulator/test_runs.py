"""Runs: stages in the order of their dependencies, cancelling, new attempts."""

from __future__ import annotations

import pytest

from demo.azure_devops import runs


def states(run) -> dict[str, tuple[str, str | None]]:
    return {stage.name: (stage.current.state, stage.current.result) for stage in run.stages}


def test_a_run_without_checks_goes_through(play) -> None:
    run = play.queue()
    play.advance(10)
    assert (run.state, run.result) == ("completed", "succeeded")
    assert states(run) == {
        "Build": ("completed", "succeeded"),
        "Production": ("completed", "succeeded"),
    }


def test_numbers_repeat_across_pipelines_and_build_ids_do_not(play) -> None:
    first, second = play.queue(pipeline="web-shop"), play.queue(pipeline="billing-api")
    assert first.number == second.number
    assert first.id != second.id


def test_stages_wait_for_their_dependencies_only(play) -> None:
    run = play.queue(
        stages=[
            {"name": "A", "jobs": [{"name": "a", "duration_seconds": 5}]},
            {"name": "B", "depends_on": [], "jobs": [{"name": "b", "duration_seconds": 1}]},
            {"name": "C", "depends_on": ["A", "B"]},
        ]
    )
    assert [s.current.state for s in run.stages] == ["running", "running", "notStarted"]
    play.advance(2)
    assert [s.current.state for s in run.stages] == ["running", "completed", "notStarted"]
    play.advance(4)
    assert run.stage("C").current.state != "notStarted"


def test_a_failed_stage_fails_the_run_and_skips_what_depends_on_it(play) -> None:
    run = play.queue(
        stages=[
            {"name": "A", "jobs": [{"name": "a", "result": "failed"}]},
            {"name": "B"},
            {"name": "C"},
        ]
    )
    play.advance(5)
    assert states(run)["B"] == states(run)["C"] == ("completed", "skipped")
    assert run.result == "failed"


def test_a_job_with_issues_makes_the_run_partially_succeeded(play) -> None:
    run = play.queue(
        stages=[{"name": "A", "jobs": [{"name": "a", "result": "succeededWithIssues"}]}]
    )
    play.advance(5)
    assert run.result == "partiallySucceeded"


def test_cancelling_a_run_stops_its_jobs_and_skips_the_rest(play) -> None:
    run = play.queue(
        stages=[{"name": "A", "jobs": [{"name": "a", "duration_seconds": 99}]}, {"name": "B"}]
    )
    runs.cancel(play.world, run)
    assert run.state == "canceling"
    play.advance(1)
    assert (run.state, run.result) == ("completed", "canceled")
    assert states(run) == {"A": ("completed", "canceled"), "B": ("completed", "skipped")}
    assert run.stage("A").current.jobs[0].result == "canceled"


def test_a_completed_run_cannot_be_cancelled(play) -> None:
    run = play.queue()
    play.advance(10)
    with pytest.raises(runs.NotPossible):
        runs.cancel(play.world, run)


def test_a_retried_stage_is_a_new_attempt_in_the_same_build(play) -> None:
    run = play.queue(
        stages=[{"name": "A", "jobs": [{"name": "a", "result": "failed"}]}, {"name": "B"}]
    )
    play.advance(5)
    run.stage("A").plans[0].result = "succeeded"
    runs.retry_stage(play.world, run, "A")
    assert run.state == "inProgress"
    play.advance(5)
    assert [a.result for a in run.stage("A").attempts] == ["failed", "succeeded"]
    assert [a.result for a in run.stage("B").attempts] == ["skipped", "succeeded"]
    assert (run.state, run.result) == ("completed", "succeeded")


def test_a_stage_in_progress_cannot_be_retried(play) -> None:
    run = play.queue(stages=[{"name": "A", "jobs": [{"name": "a", "duration_seconds": 99}]}])
    with pytest.raises(runs.NotPossible):
        runs.retry_stage(play.world, run, "A")


def test_deployments_and_uses_of_service_connections_are_in_their_ledgers(play) -> None:
    connection = play.connection(name="azure-production")
    jobs = [{"name": "d", "environment": "production", "service_connections": ["azure-production"]}]
    run = play.queue(stages=[{"name": "Deploy", "jobs": jobs}])
    play.advance(5)
    (deployment,) = play.organization.deployments
    assert (deployment.environment_id, deployment.run_id, deployment.result) == (
        12,
        run.id,
        "succeeded",
    )
    (use,) = play.organization.endpoint_uses
    assert (use.endpoint_id, use.run_id, use.result) == (connection, run.id, "succeeded")


def test_unknown_names_are_refused(play) -> None:
    for spec in (
        {"pipeline": "x"},
        {"requester": "x"},
        {"stages": [{"name": "A", "jobs": [{"environment": "x"}]}]},
    ):
        with pytest.raises(KeyError):
            play.queue(**spec)
