"""Check calls of many runs at the same moment: how soon Azure DevOps hears that they are stored."""

from __future__ import annotations

import time

from benchmarks import deployments
from benchmarks.deployments import Waiting
from benchmarks.figures import summary
from benchmarks.report import Section, milliseconds, table
from benchmarks.session import Session
from benchmarks.verdicts import goal_at_most

TITLE = "Check calls at the same moment"
GOAL_SECONDS = 0.3


def measure(session: Session) -> tuple[Section, list[list[Waiting]]]:
    """Measure the acknowledgements; return the waiting deployments of each round, too."""
    plan, simulator = session.plan, session.bench.simulator
    seconds: list[float] = []
    opened_after: list[float] = []
    rounds: list[list[Waiting]] = []
    with deployments.without_hooks(simulator):
        for _round in range(plan.check_rounds):
            checks = deployments.reach_gate(simulator, plan.at_once)
            acknowledged = time.monotonic()
            refused = sum(not check["acknowledged"] for check in checks)
            if refused:
                session.failures["check call not acknowledged"] += refused
            seconds += [check["acknowledgement_seconds"] for check in checks]
            rounds.append(deployments.wait_for_approvals(session, checks))
            opened_after.append(time.monotonic() - acknowledged)
    return _section(plan.at_once, seconds, max(opened_after)), rounds


def _section(at_once: int, seconds: list[float], opened_after: float) -> Section:
    found = summary(seconds)
    figures = [found.p50, found.p95, found.p99, found.worst]
    lines = table(
        ["calls at once", "p50 ms", "p95 ms", "p99 ms", "worst ms"],
        [[str(at_once), *(milliseconds(value) for value in figures)]],
    )
    lines += [
        "    Made by the simulated Azure DevOps for real runs, and measured there; their facts are",
        "    read back meanwhile on the same two cores.",
        f"    All {at_once} approvals were open {opened_after:.1f} s later at most.",
    ]
    data = {"p50": found.p50, "p95": found.p95, "p99": found.p99, "opened_after": opened_after}
    name = f"acknowledgement p99, {at_once} at once"
    return Section(TITLE, lines, data, [goal_at_most(name, found.p99, GOAL_SECONDS)])
