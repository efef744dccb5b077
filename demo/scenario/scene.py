"""What every step works with: both sides, and what is true of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from demo.azure import AzureDevOps, guarded_stage
from demo.browser import Browser
from demo.expectations import eventually, expect_equal
from demo.instance import DemoSystem
from demo.narrator import Narrator
from demo.odoo import Odoo
from demo.scenario.administration import Administration
from demo.screenshots import Pictures
from devtools import ports

Json = dict[str, Any]
_T = TypeVar("_T")


@dataclass
class Request:
    """A run that waits at the gate, and what Odoo opened for it."""

    run: Json
    label: str
    approval_id: str
    attempt: int = 1

    @property
    def stage(self) -> str:
        """The stage that waits, or waited."""
        return guarded_stage(self.run)


@dataclass
class Scene:
    """Both sides, the people, the terminal and the figures of the demonstration."""

    system: DemoSystem
    azure: AzureDevOps
    odoo: Odoo
    browser: Browser
    narrator: Narrator
    administration: Administration
    pictures: Pictures
    figures: list[tuple[str, float]] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    began: float = field(default_factory=time.monotonic)

    def eventually(self, claim: str, read: Callable[[], _T | None], timeout: float = 30.0) -> _T:
        """Wait for something; a visible line says so when it takes long."""
        return eventually(claim, read, timeout=timeout, impatient=self.narrator.waiting)

    def approval(self, request: Request) -> Json:
        """Return the request as Odoo shows it now."""
        return self.odoo.approval(request.approval_id)

    def waiting_for(self, request: Request) -> str:
        """Say which approvals are still missing."""
        return f"{self.approval(request)['waiting_for']} approval"

    def expect_approval(self, request: Request, **expected: object) -> Json:
        """Assert values of the request as Odoo shows it now."""
        found = self.approval(request)
        for name, value in expected.items():
            expect_equal(found[name], value, f"{request.approval_id}, {name}")
        return found

    def expect_stage_waits(self, request: Request) -> None:
        """Assert that nothing has been decided in Azure DevOps."""
        stage = self.azure.stage(request.run, request.stage)
        expect_equal(stage["state"], "waiting", f"{request.label}, stage {request.stage}")

    # Odoo's process

    def kill_odoo(self) -> None:
        """End Odoo and all its workers at once."""
        self.system.odoo.kill()
        self.narrator.event("SIGKILL to Odoo and all its workers")

    def restart_odoo(self) -> None:
        """Start Odoo and wait until it is ready."""
        started = self.clock()
        odoo = self.system.odoo
        # Killed workers let go of their socket a moment after the master has gone.
        self.eventually("Odoo's port is free", lambda: ports.is_free(odoo.port))
        odoo.start()
        self.system.wait_ready()
        self.narrator.event(f"Odoo is started again, ready after {self.clock() - started:.1f} s")


def label(run: Json) -> str:
    """Name a run as people do: pipeline and number."""
    return f"{run['pipeline']} {run['number']}"
