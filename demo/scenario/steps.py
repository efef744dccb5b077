"""The order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from demo.expectations import DemoFailed
from demo.scenario import audit, endings, signatures, trouble
from demo.scenario.world import World


class Step(NamedTuple):
    """One step: its number, what it shows, and what it does."""

    number: int
    title: str
    play: Callable[[World], None]


STEPS = tuple(
    Step(number, title, play)
    for number, (title, play) in enumerate(
        (
            ("Approved by two people", signatures.approved),
            ("Rejected, with the reason", signatures.rejected),
            ("Nobody signs", endings.expired),
            ("Odoo is down past Azure DevOps' time-out", trouble.odoo_down),
            ("The same person tries both signatures", signatures.same_person),
            ("The requester tries to sign", signatures.requester),
            ("The run is cancelled while its request is pending", endings.cancelled),
            ("The stage is run again the next day", endings.rerun),
            ("SIGKILL between acknowledgement and decision", trouble.killed_before_decision),
            ("SIGKILL between decision and callback", trouble.killed_before_callback),
            ("Azure DevOps is unreachable when the decision falls", trouble.azure_unreachable),
            ("An auditor verifies the ledger without Odoo, and somebody tampers", audit.verified),
        ),
        start=1,
    )
)
_UNSIGNED = 3


def play(world: World, only: Collection[int] = ()) -> None:
    """Play the steps, or only the ones with these numbers; raises DemoFailed."""
    chosen = [step for step in STEPS if not only or step.number in only]
    if any(step.number == _UNSIGNED for step in chosen):
        world.narrator.step("·", "Ahead of step 3: a request that nobody will sign")
        endings.open_unsigned(world)
    for step in chosen:
        world.narrator.step(step.number, step.title)
        try:
            step.play(world)
        except DemoFailed as failure:
            raise DemoFailed(f"step {step.number}, {step.title}: {failure}") from failure
