"""Trouble on demand: refusals, silence, connections that break."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["refuse", "silent", "cut_before", "cut_after"]


@dataclass
class Fault:
    """Trouble for the next `times` requests with `method` ("" means any).

    `refuse` answers with `status` and `code`, `silent` never answers, `cut_before` breaks the
    connection before the request is handled, `cut_after` after that and before the answer.
    """

    mode: Mode
    method: str = ""
    times: int = 1
    status: int = 503
    code: str = "ServerBusy"


@dataclass
class Faults:
    """All trouble that is on now."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Put `fault` behind the others."""
        self.waiting.append(fault)

    def strike(self, method: str) -> Fault | None:
        """Take the first fault that hits a request with `method`, counting it down."""
        for fault in self.waiting:
            if fault.method in ("", method):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
