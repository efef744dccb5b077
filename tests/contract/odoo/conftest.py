"""What Odoo sends to Azure DevOps, recorded by the simulator."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.azure_devops import spec
from tests.support.api import assert_ok
from tests.support.azure import STAGE, Deployments


@pytest.fixture(autouse=True, scope="module")
def _watched_log(clean_log: None) -> None:
    """Watch Odoo's log during every module."""


@pytest.fixture(scope="session")
def sent(deployments: Deployments) -> list[dict[str, Any]]:
    """The requests of a yes, a no, a cancelled run and a rerun; skips without specifications."""
    if not spec.available():
        pytest.skip("the Azure DevOps REST specifications are not beside the repository")
    azure_devops = deployments.azure_devops
    earlier = azure_devops.requests()
    since = earlier[-1]["number"] if earlier else 0

    run, approval = deployments.waiting()
    deployments.approve(approval)
    deployments.ledger_run(run)
    _confirmed(deployments, approval)

    run, approval = deployments.waiting()
    assert_ok(deployments.sign("technical", approval, "technical", "rejected", "not today"))
    deployments.ledger_run(run)
    _confirmed(deployments, approval)

    azure_devops.retry_stage(run, STAGE)
    approval = deployments.approval_of(run, attempt=2)
    deployments.approve(approval)
    deployments.ledger_run(run, attempt=2)
    _confirmed(deployments, approval)

    run, approval = deployments.waiting()
    azure_devops.cancel(run)
    deployments.ledger_run(run)
    deployments.reaches(approval, lambda state: state["status"] == "cancelled")
    return [request for request in azure_devops.requests(since) if request["status"]]


def _confirmed(deployments: Deployments, approval: str) -> None:
    deployments.reaches(approval, lambda state: state["delivery"] == "confirmed")
