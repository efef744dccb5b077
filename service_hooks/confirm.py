"""What Azure DevOps made of a check: the confirmation of a decision that was sent."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from service_hooks.identifiers import Guid
from service_hooks.records.check_suite import CheckSuite


class CheckOutcome(StrEnum):
    """How a check run stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    CANCELED = "canceled"
    BYPASSED = "bypassed"
    FAILED = "failed"
    MISSING = "missing"
    """The suite has no such run."""
    UNKNOWN = "unknown"
    """A status that no documentation names; never a yes."""


_OUTCOMES: Final = {
    "approved": CheckOutcome.APPROVED,
    "rejected": CheckOutcome.REJECTED,
    "timedOut": CheckOutcome.TIMED_OUT,
    "canceled": CheckOutcome.CANCELED,
    "bypassed": CheckOutcome.BYPASSED,
    "failed": CheckOutcome.FAILED,
}


def check_outcome(suite: CheckSuite, check_run_id: Guid) -> CheckOutcome:
    """Return how a check run of a suite stands."""
    run = next((one for one in suite.runs if one.id == check_run_id), None)
    if run is None:
        return CheckOutcome.MISSING
    return CheckOutcome.WAITING if run.waiting else _OUTCOMES.get(run.status, CheckOutcome.UNKNOWN)
