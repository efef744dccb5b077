"""POST run/finish: closes a run, or claims its end where Azure DevOps' own completion counts."""

from __future__ import annotations

from tests.support.api import Api, assert_ok, error, problems
from tests.support.azure import Deployments
from tests.support.people import Json2

END = {"status": "success", "end_time": "2026-01-27T14:30:00Z"}


def test_the_same_again_gives_the_first_answer(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **END}
    first = assert_ok(api.post("/run/finish", body))
    assert assert_ok(api.post("/run/finish", body)) == first


def test_another_status_is_409_with_both(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **END}
    assert_ok(api.post("/run/finish", body))
    found = error(api.post("/run/finish", {**body, "status": "failed"}), 409, "conflict")
    assert "success" in problems(found)
    assert "failed" in problems(found)


def test_another_time_is_409(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **END}
    assert_ok(api.post("/run/finish", body))
    error(api.post("/run/finish", {**body, "end_time": "2026-01-27T14:31:00Z"}), 409, "conflict")


def test_the_same_moment_in_another_zone_is_the_same(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], **END}
    first = assert_ok(api.post("/run/finish", body))
    again = {**body, "end_time": "2026-01-27T15:30:00+01:00"}
    assert assert_ok(api.post("/run/finish", again)) == first


def test_an_unknown_run_is_404(api: Api) -> None:
    error(api.post("/run/finish", {"run_id": "20991231.9", **END}), 404, "not_found")


def test_an_ambiguous_number_is_409_until_the_pipeline_is_named(api: Api) -> None:
    number = api.number()
    for pipeline in ("deploy-api", "deploy-web"):
        assert_ok(api.post("/run/start", {"pipeline_name": pipeline, "run_id": number}))
    found = error(api.post("/run/finish", {"run_id": number, **END}), 409, "ambiguous")
    assert "deploy-api" in problems(found)
    assert "deploy-web" in problems(found)
    assert_ok(api.post("/run/finish", {"run_id": number, "pipeline_name": "deploy-web", **END}))


def test_without_hooks_it_closes_the_run(api: Api, second: dict[str, str], auditor: Json2) -> None:
    token = second["api_token"]
    start = {"pipeline_name": "deploy-api", "run_id": api.number()}
    assert_ok(api.post("/run/start", start, token))
    body = {"run_id": start["run_id"], **END}
    closed = assert_ok(api.post("/run/finish", body, token))
    assert assert_ok(api.post("/run/finish", body, token)) == closed
    # A closed run never changes; a late event is still recorded with it.
    found = error(api.post("/run/finish", {**body, "status": "failed"}, token), 409, "conflict")
    assert "success" in problems(found)


def test_with_hooks_it_is_a_claim_until_azure_devops_completes_the_run(
    api: Api, deployments: Deployments, auditor: Json2
) -> None:
    run, approval = deployments.waiting()
    body = {"run_id": run["number"], "build_id": run["id"], **END}
    claimed = assert_ok(api.post("/run/finish", body))
    row = auditor.one("azdev.pipeline.run", [["build_id", "=", run["id"]]], "status")
    assert row["status"] == "running"
    assert_ok(deployments.sign("technical", approval, "technical", "rejected", "not today"))
    closed = deployments.ledger_run(run)
    assert (closed["status"], closed["ado_result"]) == ("failed", "failed")
    assert closed["audit_hash"] != claimed["audit_hash"]
    exception = auditor.one("azdev.exception", [["run_id", "=", closed["id"]]], "kind", "evidence")
    assert exception["kind"] == "contradicted_claim"
