"""How long and how often everything is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of all measurements; times in seconds."""

    rounds: int
    window: float
    clients: tuple[int, ...] = (1, 4, 16)
    calls: int = 300
    """Calls of each kind and round at 16 clients."""
    call_rounds: int = 3
    at_once: int = 50
    approval_rounds: int = 6
    check_rounds: int = 4
    decisions: int = 30
    inbox_clients: int = 8
    inbox_seconds: float = 10
    inbox_builds: int = 400
    drain_limit: float = 90
    log_entries: int = 1_000_000
    log_writes: int = 2000
    log_proofs: int = 200


FULL = Plan(rounds=8, window=1.2)
QUICK = Plan(
    rounds=1,
    window=0.4,
    calls=60,
    call_rounds=1,
    at_once=10,
    approval_rounds=1,
    check_rounds=1,
    decisions=3,
    inbox_seconds=1,
    inbox_builds=31,
    drain_limit=30,
    log_entries=20_000,
    log_writes=100,
    log_proofs=10,
)
"""Shows that everything runs; its figures mean little."""
