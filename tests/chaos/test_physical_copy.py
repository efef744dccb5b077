"""A copy of the cluster, started beside the original, sends nothing (threat H4)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.conftest import Chaos
from tests.chaos.physical_copy import PhysicalCopy
from tests.support.api import Api
from tests.support.check_call import CheckCaller
from tests.support.people import People
from tests.support.polling import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PATIENCE = 90
WAITING_CHECKS = "azdev_delivery WHERE kind = 'check' AND state = 'waiting'"
WAITING_HOOKS = "azdev_delivery WHERE kind = 'hook' AND state = 'waiting'"
UNSENT = "azdev_callback WHERE kind = 'decision' AND result = 'succeeded' AND state = 'waiting'"
OUTBOX = "SELECT id, state, tries FROM azdev_callback ORDER BY id"
INBOX = "SELECT id, state, tries FROM azdev_delivery ORDER BY id"
LOG = "SELECT count(*), max(id) FROM azdev_ledger_checkpoint"
DUE_JOBS = """queue_job WHERE state IN ('pending', 'enqueued', 'started')
    AND (eta IS NULL OR eta <= now() AT TIME ZONE 'UTC')"""

Json = dict[str, Any]


@dataclass(frozen=True)
class Deployment:
    """A run and the number of its request."""

    run: Json
    approval: str


@dataclass(frozen=True)
class Work:
    """What is under way when the copy is taken."""

    open: Deployment
    decided: Deployment
    called: Json
    """A run whose check call waits in the inbox."""


@pytest.fixture(scope="module")
def work(chaos: Chaos) -> Work:
    """Leave something of each kind undone: Azure DevOps does not answer."""
    waiting = Deployment(*chaos.deployments.waiting())
    decided = Deployment(*chaos.deployments.waiting())
    chaos.azure_devops.outage("all")
    chaos.deployments.approve(decided.approval)
    called = chaos.azure_devops.queue_run()
    for what in (WAITING_CHECKS, WAITING_HOOKS, UNSENT):
        until(partial(chaos.database.count, what), what)
    return Work(waiting, decided, called)


@pytest.fixture(scope="module")
def copy(chaos: Chaos, work: Work) -> Iterator[PhysicalCopy]:
    """Take the copy and start it; the original's Odoo is off, so all that is sent is the copy's.

    Azure DevOps answers again before the copy starts: what the copy would send would arrive.
    """
    home = Path(tempfile.mkdtemp(prefix="ica-copy-"))
    home.chmod(0o755)
    copied = PhysicalCopy(chaos.system, home)
    copied.take()
    chaos.kill_odoo()
    chaos.azure_devops.end_outages()
    try:
        with copied:
            yield copied
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _asked(chaos: Chaos) -> list[Json]:
    """Return all that the simulated Azure DevOps was ever asked."""
    return chaos.azure_devops.requests()


def _lets_time_pass(copy: PhysicalCopy) -> None:
    """Each cron of the copy runs twice, and every job that is due."""
    for _ in range(2):
        before = copy.database.last_calls()
        until(partial(_all_called, copy, before), "the copy's crons", PATIENCE)
    until(lambda: copy.database.count(DUE_JOBS) == 0, "the copy's jobs", PATIENCE)


def _all_called(copy: PhysicalCopy, before: Json) -> bool:
    now = copy.database.last_calls()
    called = all(now[name] and now[name] != before[name] for name in now)
    if not called:
        copy.database.let_a_minute_pass()
    return called


def test_it_holds_the_same_work_and_the_same_secrets(chaos: Chaos, copy: PhysicalCopy) -> None:
    for what in (WAITING_CHECKS, WAITING_HOOKS, UNSENT):
        assert copy.database.count(what), what
    secrets = "SELECT name, ciphertext FROM azdev_vault ORDER BY name"
    assert copy.database.run(secrets) == chaos.database.run(secrets)


def test_it_drains_nothing_and_sends_nothing(chaos: Chaos, copy: PhysicalCopy) -> None:
    asked = _asked(chaos)
    queues = [copy.database.run(query) for query in (OUTBOX, INBOX, LOG)]
    _lets_time_pass(copy)
    assert _asked(chaos) == asked
    assert [copy.database.run(query) for query in (OUTBOX, INBOX, LOG)] == queues
    assert "nothing is drained and nothing is sent" in copy.log


def test_its_health_is_red_and_says_why(copy: PhysicalCopy) -> None:
    answer = copy.ready()
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert parts.pop("instance") == "failed"
    assert (parts["database"], parts["key"]) == ("ok", "ok")


@pytest.mark.parametrize("mode", ["callback", "api_response"])
def test_it_lets_no_check_pass(chaos: Chaos, copy: PhysicalCopy, mode: str) -> None:
    """Reached under the original's address, by failover of a name for example."""
    copy.database.run("UPDATE azdev_gate SET mode = %s WHERE key = 'production'", mode)
    connection = copy.serve["connection"]
    api = Api(copy.serve["url"], connection["api_token"], chaos.openapi)
    body = {"gate": "production", "build_id": "1", "stage": "Production", "attempt": "1"}
    answer = CheckCaller(api, connection, "a token of a run").call(body)
    assert answer.status_code == 409
    assert "copy of another instance" in answer.json()["error"]["message"]


def test_signing_in_it_sends_no_yes(chaos: Chaos, copy: PhysicalCopy, work: Work) -> None:
    asked = _asked(chaos)
    api = Api(copy.serve["url"], copy.serve["connection"]["api_token"], chaos.openapi)
    people = People(copy.serve)
    for who in ("technical", "business"):
        answer = api.call(
            "POST",
            f"/approval/{work.open.approval}/sign",
            session=people.session(who),
            json={"approval_type": who, "decision": "approved"},
        )
        assert answer.status_code in (200, 409)
    _lets_time_pass(copy)
    assert _asked(chaos) == asked
    sent = "azdev_callback WHERE sent_at IS NOT NULL AND approval_id = "
    mine = "(SELECT id FROM azdev_approval WHERE approval_id = %s)"
    assert copy.database.count(f"{sent}{mine} AND kind = 'decision'", work.open.approval) == 0


def test_the_original_goes_on_beside_it(chaos: Chaos, copy: PhysicalCopy, work: Work) -> None:
    chaos.start_odoo()
    assert chaos.deployments.state(work.open.approval)["status"] == "pending"
    called = Deployment(work.called, chaos.approval_of(work.called, PATIENCE))
    for each in (work.open, called):
        chaos.deployments.approve(each.approval)
    for each in (work.decided, work.open, called):
        _arrives(chaos, each)
    assert copy.ready().status_code == 503


def _arrives(chaos: Chaos, each: Deployment) -> None:
    done = chaos.azure_devops.wait_for(each.run, timeout=PATIENCE)
    assert done["result"] == "succeeded"
    chaos.deployments.reaches(
        each.approval, lambda found: found["delivery"] == "confirmed", PATIENCE
    )
    effective = chaos.deployments.completions(each.run)
    assert [one["body"]["result"] for one in effective] == ["succeeded"]
    assert chaos.deployments.ledger_run(each.run, timeout=PATIENCE)["status"] == "success"
