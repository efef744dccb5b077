"""Nothing gets lost (promise 4): Odoo is killed at the worst moments, and each decision arrives
exactly once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.chaos.conftest import Chaos
from tests.support.api import assert_ok
from tests.support.azure import STAGE
from tests.support.polling import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
PATIENCE = 150
READING = 9
"""Seconds that a slow reading takes; Odoo waits ten."""
SAID = {"approved": ("succeeded", "success"), "rejected": ("failed", "failed")}


def _goes_on_exactly_once(
    chaos: Chaos, run: dict[str, Any], approval: str, decision: str = "approved"
) -> None:
    said, ended = SAID[decision]
    done = chaos.azure_devops.wait_for(run, timeout=PATIENCE)
    assert done["result"] == said
    state = chaos.deployments.reaches(
        approval, lambda found: found["delivery"] == "confirmed", PATIENCE
    )
    assert state["status"] == decision
    effective = chaos.deployments.completions(run)
    assert [one["body"]["result"] for one in effective] == [said]
    assert chaos.deployments.ledger_run(run, timeout=PATIENCE)["status"] == ended
    assert chaos.auditor.one("azdev.approval", [["build_id", "=", run["id"]]])
    assert chaos.log_problems() == []


def test_killed_between_acknowledgement_and_decision(chaos: Chaos) -> None:
    run = chaos.azure_devops.queue_run()
    chaos.azure_devops.wait_for(run, "acknowledged", stage=STAGE)
    chaos.kill_odoo()
    assert chaos.azure_devops.stage(run, STAGE)["state"] == "waiting"
    chaos.start_odoo()
    approval = until(lambda: _approval(chaos, run), "the request after the restart", PATIENCE)
    chaos.deployments.approve(approval)
    _goes_on_exactly_once(chaos, run, approval)


def test_killed_between_the_two_signatures(chaos: Chaos) -> None:
    run, approval = chaos.deployments.waiting()
    assert_ok(chaos.deployments.sign("technical", approval, "technical"))
    chaos.kill_odoo()
    chaos.start_odoo()
    assert chaos.deployments.state(approval)["status"] == "technical_approved"
    assert_ok(chaos.deployments.sign("business", approval, "business"))
    _goes_on_exactly_once(chaos, run, approval)


def test_killed_between_decision_and_sending_and_between_sending_and_confirmation(
    chaos: Chaos,
) -> None:
    """Check suites are slow to read: before a yes is sent, and after a no was sent."""
    approved, yes = chaos.deployments.waiting()
    rejected, no = chaos.deployments.waiting()
    chaos.azure_devops.outage("checks", "slow", seconds=READING)
    chaos.deployments.approve(yes)
    assert_ok(chaos.deployments.sign("technical", no, "technical", "rejected", "red tests"))
    until(lambda: len(_reading(chaos)) == 2, "both decisions to be in hand")
    chaos.azure_devops.wait_for(rejected, "completed", stage=STAGE)
    chaos.kill_odoo()
    chaos.azure_devops.end_outages()
    assert len(_reading(chaos)) == 2, "killed too late: a reading has ended"
    assert chaos.azure_devops.stage(approved, STAGE)["state"] == "waiting"
    assert chaos.deployments.completions(approved) == []
    assert len(chaos.deployments.completions(rejected)) == 1
    chaos.start_odoo()
    # dead jobs fill the outbox's channel: the minute's cron delivers once the leases are over
    until(partial(_confirmed, chaos, (yes, no)), "both confirmations", PATIENCE)
    _goes_on_exactly_once(chaos, approved, yes)
    _goes_on_exactly_once(chaos, rejected, no, "rejected")


def test_killed_with_one_decision_taken_unheard_and_another_not_sent(chaos: Chaos) -> None:
    """Azure DevOps hangs up after an event, then is down, and Odoo dies before it can ask again."""
    unheard, first = chaos.deployments.waiting()
    unsent, second = chaos.deployments.waiting()
    chaos.azure_devops.outage("events", "drop_after")
    chaos.deployments.approve(first)
    chaos.azure_devops.wait_for(unheard, "completed", stage=STAGE)
    chaos.azure_devops.outage("all")
    chaos.deployments.approve(second)
    chaos.kill_odoo()
    chaos.azure_devops.end_outages()
    assert chaos.deployments.completions(unsent) == []
    chaos.start_odoo()
    _goes_on_exactly_once(chaos, unheard, first)
    _goes_on_exactly_once(chaos, unsent, second)


def _confirmed(chaos: Chaos, approvals: tuple[str, ...]) -> bool:
    chaos.database.let_a_minute_pass()
    states = [chaos.deployments.state(approval)["delivery"] for approval in approvals]
    return all(state == "confirmed" for state in states)


def _reading(chaos: Chaos) -> list[dict[str, Any]]:
    """Return the requests for check suites that are not answered yet."""
    return [
        request
        for request in chaos.azure_devops.requests()
        if "/pipelines/checks/runs/" in request["path"] and request["status"] is None
    ]


def _approval(chaos: Chaos, run: dict[str, Any]) -> str:
    domain = [["build_id", "=", run["id"]]]
    rows = chaos.auditor.read("azdev.approval", domain, "approval_id")
    return str(rows[0]["approval_id"]) if rows else ""
