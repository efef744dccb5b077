"""From the answer to the deciding signature to the arrival of TaskCompleted in Azure DevOps."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import deployments
from benchmarks.deployments import Waiting
from benchmarks.figures import Summary, summary
from benchmarks.report import Section, milliseconds, table
from benchmarks.session import Session
from benchmarks.verdicts import goal_at_most

TITLE = "Decision to callback"
GOAL_SECONDS = 1.0


def measure(session: Session, rounds: Sequence[Sequence[Waiting]]) -> Section:
    """Decide some deployments one after the other and, where there are more, the rest at once."""
    everything = [waiting for waits in rounds for waiting in waits]
    one_by_one = everything[: session.plan.decisions]
    together = everything[len(one_by_one) :][: session.plan.at_once]
    _sign(session, [*one_by_one, *together], "technical")
    single = summary([delay for one in one_by_one for delay in _decide(session, [one])])
    burst = summary(_decide(session, together))
    return _section(single, burst)


def _decide(session: Session, waits: Sequence[Waiting]) -> list[float]:
    """Give the last signatures at once; return the seconds until each callback arrived."""
    simulator = session.bench.simulator
    decided = _sign(session, waits, "business")
    offset = deployments.clock_offset(simulator)
    return [
        deployments.callback_at(simulator, waiting.plan_id) - offset - decided_at
        for waiting, decided_at in zip(waits, decided, strict=True)
    ]


def _sign(session: Session, waits: Sequence[Waiting], role: str) -> list[float]:
    """Sign everything at once, each by another person; return when each answer began."""
    bench = session.bench
    people = bench.technical if role == "technical" else bench.business
    moments: list[float] = []
    for start in range(0, len(waits), len(people)):
        part = waits[start : start + len(people)]
        pairs = zip(part, people, strict=False)
        requests = [session.calls.sign(one.approval_id, who, role) for one, who in pairs]
        window = session.burst(f"{role} signature", requests)
        moments += [sample.answered_at for sample in window.samples]
    return moments


def _section(single: Summary, burst: Summary) -> Section:
    rows = [
        [name, *(milliseconds(value) for value in (found.p50, found.p95, found.worst))]
        for name, found in (
            (f"one by one, {single.count}", single),
            (f"at the same moment, {burst.count}", burst),
        )
    ]
    lines = table(["deciding signatures", "p50 ms", "p95 ms", "worst ms"], rows)
    lines += [
        "    Real runs of the simulated Azure DevOps with all service hooks; the facts are read",
        "    back once more before each yes is sent.",
    ]
    data = {"single_p95": single.p95, "burst_p95": burst.p95}
    verdict = goal_at_most("decision to callback p95, one by one", single.p95, GOAL_SECONDS)
    return Section(TITLE, lines, data, [verdict])
