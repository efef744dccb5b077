"""Deployments of the simulated Azure DevOps that wait at the gate, many at the same moment."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.session import Session
from demo.azure_devops.client import Simulator
from devtools.polling import wait_until

_BUILD_SECONDS = 1.0
_MANY = 10**6
_TIMEOUT = 120.0
_IDS = "SELECT build_id, approval_id FROM azdev_approval WHERE build_id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run whose production stage waits for our decision."""

    run: int
    approval_id: str
    plan_id: str


@contextmanager
def without_hooks(simulator: Simulator) -> Iterator[None]:
    """Lose all service hooks meanwhile, so that only what is measured is on its way."""
    simulator.hook_faults(drop=_MANY)
    try:
        yield
    finally:
        simulator.hook_faults(drop=0)


def reach_gate(simulator: Simulator, count: int) -> list[dict[str, Any]]:
    """Let `count` runs reach the gate at the same moment; return the check runs when all answered.

    Simulated time stands still while they are queued; then it jumps to the end of their builds.
    """
    simulator.freeze()
    stages = [
        {"name": "Build", "jobs": [{"name": "Compile", "duration_seconds": _BUILD_SECONDS}]},
        {"name": "Production", "jobs": [{"name": "Deploy", "environment": "production"}]},
    ]
    runs = [simulator.queue_run(stages=stages)["id"] for _ in range(count)]
    jump = {"advance_seconds": _BUILD_SECONDS, "settle": False, "unfreeze": True}
    simulator.control("POST", "/clock", jump)
    for run in runs:
        simulator.wait_for(run, "acknowledged", timeout=_TIMEOUT)
    return [{"run": run, **simulator.check_run(run, "Production")} for run in runs]


def wait_for_approvals(session: Session, checks: Sequence[dict[str, Any]]) -> list[Waiting]:
    """Return what waits for signatures, once every check call was read back.

    Raises RuntimeError when that takes minutes.
    """
    builds = [check["run"] for check in checks]

    def opened() -> dict[int, str]:
        return dict(session.database.rows(_IDS, [builds]))

    if not wait_until(lambda: len(opened()) == len(builds), timeout=_TIMEOUT):
        raise RuntimeError(f"{len(opened())} of {len(builds)} check calls became an approval")
    approvals = opened()
    return [Waiting(one["run"], approvals[one["run"]], one["plan_id"]) for one in checks]


def clock_offset(simulator: Simulator) -> float:
    """Return the seconds that simulated time is ahead of this machine's clock."""
    before = time.time()
    now = simulator.now()
    return now - (before + time.time()) / 2


def callback_at(simulator: Simulator, plan_id: str) -> float:
    """Wait for the decision on a plan; return when it arrived, in simulated seconds."""
    events = f"/plans/{plan_id}/events"
    return float(simulator.wait_for_requests(events, timeout=_TIMEOUT)[0]["at"])
