"""The main job over HTTP: Azure's check waits, two people sign in Odoo, the stage goes on."""

from __future__ import annotations

from typing import Any

from tests.support.api import assert_ok, error
from tests.support.azure import STAGE, Deployments
from tests.support.people import Json2
from tests.support.polling import until


def test_two_people_approve_and_the_stage_goes_on(deployments: Deployments, auditor: Json2) -> None:
    run, approval = deployments.waiting()
    assert_ok(deployments.sign("technical", approval, "technical", why="tests are green"))
    assert deployments.azure_devops.stage(run, STAGE)["state"] == "waiting"
    assert_ok(deployments.sign("business", approval, "business"))
    done = deployments.azure_devops.wait_for(run)
    assert done["result"] == "succeeded"
    state = deployments.reaches(approval, lambda found: found["delivery"] == "confirmed")
    assert state["status"] == "approved"
    closed = deployments.ledger_run(run)
    assert (closed["status"], closed["ado_result"]) == ("success", "succeeded")
    assert closed["requester_id"][1] == "Emil Engineer"
    assert closed["audit_hash"].startswith("sha256:")
    (completion,) = deployments.completions(run)
    assert completion["body"]["result"] == "succeeded"


def test_the_log_of_the_check_says_what_is_waited_for_and_what_was_decided(
    deployments: Deployments,
) -> None:
    run, approval = deployments.waiting()

    def feed() -> str:
        return " ".join(deployments.azure_devops.check_run(run, STAGE)["feed"])

    until(lambda: f"{approval}: waiting for" in feed(), "the waiting line")
    assert_ok(deployments.sign("business", approval, "business", "rejected", "too dear"))
    until(lambda: "too dear" in feed(), "the reason in Azure DevOps' log")


def test_a_rejection_fails_the_stage(deployments: Deployments) -> None:
    run, approval = deployments.waiting()
    assert_ok(deployments.sign("technical", approval, "technical", "rejected", "red tests"))
    done = deployments.azure_devops.wait_for(run)
    assert done["result"] == "failed"
    assert deployments.ledger_run(run)["status"] == "failed"
    deployments.reaches(approval, lambda found: found["delivery"] == "confirmed")
    (completion,) = deployments.completions(run)
    assert completion["body"]["result"] == "failed"


def test_one_person_never_signs_both_halves(deployments: Deployments) -> None:
    run, approval = deployments.waiting()
    assert_ok(deployments.sign("technical", approval, "technical"))
    error(deployments.sign("technical", approval, "business"), 409, "conflict")
    assert deployments.azure_devops.stage(run, STAGE)["state"] == "waiting"


def test_whoever_queued_the_run_never_signs(deployments: Deployments) -> None:
    run, approval = deployments.waiting(requester="technical")
    error(deployments.sign("technical", approval, "technical"), 422, "refused_by_policy")
    assert deployments.azure_devops.stage(run, STAGE)["state"] == "waiting"


def test_a_cancelled_run_cancels_its_request(deployments: Deployments) -> None:
    run, approval = deployments.waiting()
    deployments.azure_devops.cancel(run)
    deployments.reaches(approval, lambda found: found["status"] == "cancelled")
    assert deployments.ledger_run(run)["status"] == "cancelled"
    error(deployments.sign("technical", approval, "technical"), 422, "refused_by_policy")


def test_a_rerun_of_the_stage_is_a_new_request(deployments: Deployments, auditor: Json2) -> None:
    run, first = deployments.waiting()
    assert_ok(deployments.sign("technical", first, "technical", "rejected", "again, please"))
    deployments.azure_devops.wait_for(run)
    deployments.ledger_run(run)
    deployments.azure_devops.retry_stage(run, STAGE)
    second = deployments.approval_of(run, attempt=2)
    assert second != first
    assert deployments.state(second)["technical_approval"] is None
    deployments.approve(second)
    deployments.azure_devops.wait_for(run, stage=STAGE, attempt=2)
    assert deployments.ledger_run(run, attempt=2)["status"] == "success"
    row = auditor.one(
        "azdev.pipeline.run",
        [["build_id", "=", run["id"]], ["attempt", "=", 2]],
        "previous_run_id",
    )
    assert row["previous_run_id"]
    assert deployments.state(first)["status"] == "rejected"


def test_staging_goes_on_with_one_signature(deployments: Deployments) -> None:
    stages: list[dict[str, Any]] = [
        {"name": "Staging", "jobs": [{"name": "Deploy", "environment": "staging"}]}
    ]
    run, approval = deployments.waiting(stages=stages)
    assert deployments.state(approval)["deployment_target"] == "staging"
    assert_ok(deployments.sign("technical", approval, "technical"))
    assert deployments.azure_devops.wait_for(run)["result"] == "succeeded"


def test_the_ledger_shows_stages_jobs_and_tasks_as_a_tree(
    deployments: Deployments, auditor: Json2
) -> None:
    run, approval = deployments.waiting()
    deployments.approve(approval)
    closed = deployments.ledger_run(run)
    events = auditor.read(
        "azdev.pipeline.event",
        [["run_id", "=", closed["id"]], ["source", "=", "azure_devops"]],
        "name",
        "level",
        "path",
        "state",
    )
    names = {(event["level"], event["name"]) for event in events}
    assert {(0, "Build"), (0, STAGE), (1, "Compile"), (1, "Deploy")} <= names
    assert {event["level"] for event in events if event["state"] == "completed"} >= {0, 1}


def test_an_azure_devops_outage_only_delays_the_decision(deployments: Deployments) -> None:
    run, approval = deployments.waiting()
    assert_ok(deployments.sign("technical", approval, "technical"))
    deployments.azure_devops.outage("all")
    try:
        assert_ok(deployments.sign("business", approval, "business"))
        state = deployments.state(approval)
        assert state["status"] == "approved"
        assert state["delivery"] in ("waiting", "sent")
    finally:
        deployments.azure_devops.end_outages()
    assert deployments.azure_devops.wait_for(run, timeout=60)["result"] == "succeeded"


def test_a_lost_answer_to_the_callback_is_no_second_decision(deployments: Deployments) -> None:
    run, approval = deployments.waiting()
    deployments.azure_devops.outage("events", "drop_after", times=1)
    deployments.approve(approval)
    assert deployments.azure_devops.wait_for(run)["result"] == "succeeded"
    state = deployments.reaches(approval, lambda found: found["delivery"] == "confirmed")
    assert state["status"] == "approved"
    assert {one["body"]["result"] for one in deployments.completions(run)} == {"succeeded"}


def test_hooks_twice_and_in_any_order_make_one_run(
    deployments: Deployments, auditor: Json2
) -> None:
    deployments.azure_devops.hook_faults(duplicate=3, hold=3)
    run, approval = deployments.waiting()
    deployments.azure_devops.release_hooks()
    deployments.approve(approval)
    assert deployments.ledger_run(run)["status"] == "success"
    assert auditor.one("azdev.pipeline.run", [["build_id", "=", run["id"]]])
