"""`POST approval`, `GET approval` and `sign`, 50 at the same moment."""

from __future__ import annotations

from benchmarks.figures import summary
from benchmarks.load import Request, Window
from benchmarks.report import Section, milliseconds, table
from benchmarks.session import Session
from benchmarks.verdicts import limit

TITLE = "Approval calls, all at the same moment"
LIMIT_SECONDS = 0.2
CREATE, READ, SIGN = "POST approval", "GET approval", "sign"
_IDS = """
    SELECT approval.approval_id FROM azdev_approval approval
    JOIN azdev_pipeline_run run ON run.id = approval.run_id
    WHERE run.run_id = ANY(%s) ORDER BY run.run_id
"""


def measure(session: Session) -> Section:
    """Measure the three calls in turns; each signature is another person's on another approval."""
    plan, calls = session.plan, session.calls
    latencies: dict[str, list[float]] = {CREATE: [], READ: [], SIGN: []}
    for _round in range(plan.approval_rounds):
        runs = session.open_runs(plan.at_once)

        def together(name: str, requests: list[Request]) -> Window:
            window = session.burst(name, requests)
            latencies[name] += [sample.seconds for sample in window.samples]
            return window

        together(CREATE, [calls.approval_create(run) for run in runs])
        approvals = [row[0] for row in session.database.rows(_IDS, [[str(run) for run in runs]])]
        together(READ, [calls.approval_read(approval) for approval in approvals])
        pairs = zip(approvals, session.bench.technical, strict=False)
        together(SIGN, [calls.sign(approval, who, "technical") for approval, who in pairs])
    return _section(plan.at_once, latencies)


def _section(at_once: int, latencies: dict[str, list[float]]) -> Section:
    summaries = {name: summary(values) for name, values in latencies.items()}
    rows = [
        [name, *(milliseconds(value) for value in (found.p50, found.p95, found.p99))]
        for name, found in summaries.items()
    ]
    verdicts = [
        limit(f"{name}, {at_once} at once", found.p95, LIMIT_SECONDS)
        for name, found in summaries.items()
    ]
    data = {"p95_seconds": {name: found.p95 for name, found in summaries.items()}}
    return Section(TITLE, table(["call", "p50 ms", "p95 ms", "p99 ms"], rows), data, verdicts)
