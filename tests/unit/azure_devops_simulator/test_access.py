"""Credentials: what the administrator's token and a run's token may do, and for how long."""

from __future__ import annotations

import pytest

from demo.azure_devops import tokens

HOUR = 3600


@pytest.fixture
def waiting(play, protected):
    """A run that waits, and the token of its call."""
    play.check()
    run = play.queue(stages=protected)
    return run, play.calls("check")[0].headers["AuthToken"]


def test_without_credential_the_answer_is_401(play) -> None:
    assert play.rest("GET", "build/builds", token="").status == 401
    assert play.rest("GET", "build/builds", token="wrong").status == 401


def test_a_run_token_reads_its_project(play, waiting) -> None:
    run, token = waiting
    suite_id = run.stage("Production").current.suite_id
    for path in (
        f"build/builds/{run.id}",
        f"build/builds/{run.id}/timeline",
        f"build/builds/{run.id}/changes",
        f"pipelines/checks/runs/{suite_id}",
        "pipelines/checks/configurations/1",
        "distributedtask/environments/12",
    ):
        assert play.rest("GET", path, token=token).status == 200, path


def test_a_run_token_completes_its_own_check(play, waiting) -> None:
    run, token = waiting
    assert play.complete_task(run, "succeeded", token=token).status == 204
    assert play.check_run(run).status == "approved"


def test_a_run_token_of_another_run_is_refused(play, waiting) -> None:
    run, _ = waiting
    other = play.queue(stages=[{"name": "A"}])
    answer = play.complete_task(run, "succeeded", token=tokens.issue(play.world, other.id))
    assert answer.status == 403
    assert play.check_run(run).status == "running"


def test_a_run_token_changes_nothing_else(play, waiting) -> None:
    run, token = waiting
    path = "pipelines/checks/configurations/1"
    assert play.rest("DELETE", path, token=token).status == 403
    assert (
        play.rest("PATCH", f"build/builds/{run.id}", {"status": "cancelling"}, token=token).status
        == 403
    )
    suite = f"pipelines/checks/runs/{run.stage('Production').current.suite_id}"
    body = {"action": "bypass", "checkId": play.check_run(run).id}
    assert play.rest("PATCH", suite, body, token=token).status == 403
    assert play.rest("GET", "hooks/subscriptions", project=False, token=token).status == 403


def test_a_run_token_dies_after_48_hours(play, waiting) -> None:
    run, token = waiting
    play.check(timeout=43200)
    play.advance(23 * HOUR)
    assert play.rest("GET", f"build/builds/{run.id}", token=token).status == 200
    play.advance(25 * HOUR)
    assert play.rest("GET", f"build/builds/{run.id}", token=token).status == 401
    assert play.complete_task(run, "succeeded", token=token).status == 401


def test_another_organization_or_project_is_not_found(play) -> None:
    assert play.rest("GET", "build/builds", place="/contoso/web-shop").status == 404
    assert play.rest("GET", "build/builds", place="/fabrikam/other").status == 404
    assert play.rest("GET", "build/builds", place="/FABRIKAM/Web-Shop").status == 200


def test_a_write_without_api_version_is_refused(play) -> None:
    assert play.rest("POST", "pipelines/5/runs", {}, version=None).status == 400
    assert play.rest("GET", "build/builds", version=None).status == 200
    assert play.rest("POST", "pipelines/5/runs", {}).status == 200
