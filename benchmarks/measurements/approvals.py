"""`POST approval`, `GET approval` and `sign`, 50 at the same moment."""

from __future__ import annotations

from benchmarks.load import Request
from benchmarks.measurements.rounds import Rounds
from benchmarks.report import Section
from benchmarks.session import Session
from benchmarks.verdicts import limit

TITLE = "Approval calls, all at the same moment"
LIMIT_SECONDS = 0.2
LOOKS = 6
"""So often each signer looks at a request before: nobody signs in his first click of the day."""
CREATE, READ, SIGN = "POST approval", "GET approval", "sign"
_IDS = """
    SELECT approval.approval_id FROM azdev_approval approval
    JOIN azdev_pipeline_run run ON run.id = approval.run_id
    WHERE run.run_id = ANY(%s) ORDER BY run.run_id
"""


def measure(session: Session) -> Section:
    """Measure the three calls in turns; each signature is another person's on another approval."""
    plan, calls = session.plan, session.calls
    rounds = Rounds(session)

    def together(name: str, requests: list[Request]) -> None:
        rounds.run(name, lambda: session.burst(name, requests))

    _look_around(session)
    for _round in range(plan.approval_rounds):
        runs = session.open_runs(plan.at_once)
        together(CREATE, [calls.approval_create(run) for run in runs])
        approvals = [row[0] for row in session.database.rows(_IDS, [[str(run) for run in runs]])]
        together(READ, [calls.approval_read(approval) for approval in approvals])
        pairs = zip(approvals, session.bench.technical, strict=False)
        together(SIGN, [calls.sign(approval, who, "technical") for approval, who in pairs])
    verdicts = [
        limit(f"{name}, {plan.at_once} at once", rounds.typical_p95(name), LIMIT_SECONDS)
        for name in (CREATE, READ, SIGN)
    ]
    return Section(TITLE, rounds.lines(), rounds.data(), verdicts)


def _look_around(session: Session) -> None:
    """Let every signer open a request, so that no worker meets him for the first time later."""
    [run] = session.open_runs(1)
    session.burst(CREATE, [session.calls.approval_create(run)])
    [(approval_id,)] = session.database.rows(_IDS, [[str(run)]])
    signers = session.bench.technical[: session.plan.at_once]
    requests = [session.calls.approval_opened(approval_id, who) for who in signers]
    for _look in range(LOOKS):
        session.burst(READ, requests)
