"""Nothing gets lost (promise 4): Odoo is killed at the worst moments, and each decision arrives
exactly once."""

from __future__ import annotations

from typing import Any

import pytest

from devtools.log_check import problems
from tests.chaos.conftest import Chaos
from tests.support.api import assert_ok
from tests.support.azure import STAGE
from tests.support.polling import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
PATIENCE = 150


def _goes_on_exactly_once(chaos: Chaos, run: dict[str, Any], approval: str) -> None:
    done = chaos.azure_devops.wait_for(run, timeout=PATIENCE)
    assert done["result"] == "succeeded"
    state = chaos.deployments.reaches(
        approval, lambda found: found["delivery"] == "confirmed", PATIENCE
    )
    assert state["status"] == "approved"
    effective = chaos.deployments.completions(run)
    assert [one["body"]["result"] for one in effective] == ["succeeded"]
    assert chaos.deployments.ledger_run(run, timeout=PATIENCE)["status"] == "success"
    assert chaos.auditor.one("azdev.approval", [["build_id", "=", run["id"]]])
    assert problems(chaos.system.odoo.log.read_text(errors="replace")) == []


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


def test_killed_at_the_moment_of_the_decision(chaos: Chaos) -> None:
    run, approval = chaos.deployments.waiting()
    chaos.deployments.approve(approval)
    chaos.kill_odoo()
    chaos.start_odoo()
    _goes_on_exactly_once(chaos, run, approval)


def test_killed_while_azure_devops_is_down_between_decision_and_callback(chaos: Chaos) -> None:
    run, approval = chaos.deployments.waiting()
    chaos.azure_devops.outage("all")
    chaos.deployments.approve(approval)
    chaos.kill_odoo()
    chaos.azure_devops.end_outages()
    assert chaos.deployments.completions(run) == []
    chaos.start_odoo()
    _goes_on_exactly_once(chaos, run, approval)


def test_killed_after_azure_devops_took_the_decision_unheard(chaos: Chaos) -> None:
    """Azure DevOps hangs up after the event, and Odoo dies before it can ask again."""
    run, approval = chaos.deployments.waiting()
    chaos.azure_devops.outage("events", "drop_after")
    chaos.deployments.approve(approval)
    chaos.azure_devops.wait_for(run, "completed", stage=STAGE)
    chaos.kill_odoo()
    chaos.azure_devops.end_outages()
    chaos.start_odoo()
    _goes_on_exactly_once(chaos, run, approval)


def _approval(chaos: Chaos, run: dict[str, Any]) -> str:
    domain = [["build_id", "=", run["id"]]]
    rows = chaos.auditor.read("azdev.approval", domain, "approval_id")
    return str(rows[0]["approval_id"]) if rows else ""
