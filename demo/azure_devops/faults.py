"""Trouble on demand: answers that fail, connections that drop, deliveries that repeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MODES = ("status", "drop", "drop_after", "slow")
PATHS = ("all", "read", "write", "events", "feed", "logs", "checks", "hooks")


@dataclass
class Outage:
    """Trouble for a class of paths.

    `status` answers with that status (and Retry-After), `drop` closes the connection before the
    request is handled, `drop_after` closes it once the request is handled, `slow` waits first.
    `times` counts down; None lasts until it is cleared.
    """

    paths: str
    mode: str
    status: int = 503
    retry_after: int | None = None
    seconds: float = 0.0
    times: int | None = None

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Outage:
        """Read what the control API was told; raises ValueError."""
        outage = cls(**document)
        if outage.mode not in MODES or outage.paths not in PATHS:
            raise ValueError(f"mode is one of {MODES}, paths one of {PATHS}")
        return outage


@dataclass
class HookFaults:
    """Trouble for so many next deliveries: dropped, sent twice, or held until released."""

    drop: int = 0
    duplicate: int = 0
    hold: int = 0


@dataclass
class Faults:
    """All trouble that is on now; not stored."""

    outages: list[Outage] = field(default_factory=list)
    hooks: HookFaults = field(default_factory=HookFaults)
    held: list[tuple[str, int]] = field(default_factory=list)

    def strike(self, classes: set[str]) -> Outage | None:
        """Take the first outage that hits one of these path classes, counting it down."""
        for outage in self.outages:
            if outage.paths == "all" or outage.paths in classes:
                if outage.times is not None:
                    outage.times -= 1
                    if outage.times <= 0:
                        self.outages.remove(outage)
                return outage
        return None
