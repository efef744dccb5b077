"""Queue jobs are no memory (threat E4): without them everything still arrives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from devtools.console import say
from tests.chaos.conftest import Chaos
from tests.chaos.saboteur import DELETE, Saboteur
from tests.support.api import assert_ok
from tests.support.polling import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PATIENCE = 120
SEED = 20261124
DEPLOYMENTS = 6

VANISH = """
    CREATE FUNCTION chaos_vanish() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM queue_job WHERE id = NEW.id;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER chaos_vanish AFTER INSERT ON queue_job
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos_vanish();
"""

Json = dict[str, Any]


def test_everything_arrives_while_all_jobs_vanish_at_random_moments(chaos: Chaos) -> None:
    given_up = _given_up(chaos)
    with Saboteur(chaos.database, SEED) as saboteur:
        runs = [chaos.azure_devops.queue_run() for _ in range(DEPLOYMENTS)]
        approvals = [chaos.approval_of(run, PATIENCE) for run in runs]
        wanted = [_decide(chaos, number, each) for number, each in enumerate(approvals)]
        for run, approval, status in zip(runs, approvals, wanted, strict=True):
            _arrives(chaos, run, approval, status)
        _nothing_waits(chaos)
    assert _given_up(chaos) == given_up
    say(f"jobs that were there to be hit: {dict(saboteur.hit)}")
    # queue_job itself complains about jobs that vanish under it; our own code has no reason to
    assert [line for line in chaos.log_problems() if "queue_job" not in line] == []
    assert saboteur.hit[DELETE] > DEPLOYMENTS


def test_everything_arrives_where_no_job_outlives_its_own_commit(chaos: Chaos) -> None:
    """The crons alone: a job is gone before any worker can see it."""
    with _no_job_survives(chaos):
        run = chaos.azure_devops.queue_run()
        approval = chaos.approval_of(run, PATIENCE, chaos.database.let_a_minute_pass)
        chaos.deployments.approve(approval)
        until(lambda: _confirmed(chaos, approval), "the confirmation", PATIENCE)
        _arrives(chaos, run, approval, "approved", chaos.database.let_a_minute_pass)
        assert chaos.database.count("queue_job") == 0


@contextmanager
def _no_job_survives(chaos: Chaos) -> Iterator[None]:
    chaos.database.run("DELETE FROM queue_job")
    chaos.database.run(VANISH)
    try:
        yield
    finally:
        chaos.database.run("DROP FUNCTION chaos_vanish CASCADE")


def _decide(chaos: Chaos, number: int, approval: str) -> str:
    """Let the technical approver reject the first, the business approver the second."""
    sign = chaos.deployments.sign
    if number == 0:
        assert_ok(sign("technical", approval, "technical", "rejected", "red tests"))
        return "rejected"
    assert_ok(sign("technical", approval, "technical"))
    if number == 1:
        assert_ok(sign("business", approval, "business", "rejected", "not this week"))
        return "rejected"
    assert_ok(sign("business", approval, "business"))
    return "approved"


def _confirmed(chaos: Chaos, approval: str) -> bool:
    chaos.database.let_a_minute_pass()
    return bool(chaos.deployments.state(approval)["delivery"] == "confirmed")


def _arrives(
    chaos: Chaos, run: Json, approval: str, status: str, meanwhile: Any = lambda: None
) -> None:
    """The decision reached Azure DevOps once and is confirmed, and the run is closed as it went."""
    said, ended = ("succeeded", "success") if status == "approved" else ("failed", "failed")
    done = chaos.azure_devops.wait_for(run, timeout=PATIENCE)
    assert done["result"] == said

    def closed() -> bool:
        meanwhile()
        state = chaos.deployments.state(approval)
        return bool(state["delivery"] == "confirmed" and chaos.runs_closed(run))

    until(closed, f"{approval} confirmed and run {run['id']} closed", PATIENCE)
    assert chaos.deployments.state(approval)["status"] == status
    assert chaos.deployments.ledger_run(run)["status"] == ended
    effective = chaos.deployments.completions(run)
    assert [one["body"]["result"] for one in effective] == [said]


def _nothing_waits(chaos: Chaos) -> None:
    def settled() -> bool:
        return not (
            chaos.database.count("azdev_delivery WHERE state = 'waiting'")
            + chaos.database.count("azdev_callback WHERE state IN ('waiting', 'sent')")
        )

    until(settled, "inbox and outbox to be empty", PATIENCE)


def _given_up(chaos: Chaos) -> int:
    """Count what was set aside in the inbox or given up in the outbox."""
    return chaos.database.count("azdev_delivery WHERE state = 'set_aside'") + chaos.database.count(
        "azdev_callback WHERE state = 'failed'"
    )
