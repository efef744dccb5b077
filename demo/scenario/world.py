"""What every step works with, and what most of them do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from demo.azure import STAGE, AzureDevOps
from demo.browser import Browser
from demo.expectations import eventually, expect, expect_equal
from demo.instance import DemoSystem
from demo.narrator import Narrator
from demo.odoo import Odoo
from demo.scenario.administration import Administration
from demo.screenshots import Pictures
from devtools import ports
from devtools.accounts import PEOPLE

Json = dict[str, Any]
_T = TypeVar("_T")
_CHECKLIST = {"test_coverage": 87, "security_scan": True, "breaking_changes": False}


@dataclass
class Request:
    """A run that waits at the gate, and what Odoo opened for it."""

    run: Json
    label: str
    approval_id: str
    attempt: int = 1


@dataclass
class World:
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

    # A deployment and its signatures

    def deployment(
        self, requester: str = "engineer", *, pipeline: str = "web-shop", cost: float = 120.0
    ) -> Request:
        """Bring a new run to the gate and wait for the request that Odoo opens for it."""
        run = self.queue(requester, pipeline, cost)
        shown = self.azure.finish_build(run)
        request = self.opened(run)
        seconds = shown["stages"][-1]["checks"][0]["acknowledgement_seconds"]
        self.narrator.both(
            f"stage {STAGE} waits: the check was called and answered 200 in {seconds:.2f} s",
            f"{request.approval_id} pending, waiting for {self.approval(request)['waiting_for']}",
        )
        return request

    def queue(self, requester: str, pipeline: str = "web-shop", cost: float = 120.0) -> Json:
        """Queue a run; its build stage tells Odoo checklist and cost."""
        run = self.azure.queue_deployment(requester, pipeline)
        self.odoo.claim(run, "checklist", _CHECKLIST)
        self.odoo.claim(run, "cost_estimate", {"estimated_monthly_cost": cost})
        who = PEOPLE[requester].name
        self.narrator.azure(f"{who} queues {label(run)} (build {run['id']})")
        return run

    def opened(self, run: Json, attempt: int = 1, timeout: float = 30.0) -> Request:
        """Wait for the request of a run's attempt."""
        found = self.eventually(
            f"Odoo opens a request for {label(run)}",
            lambda: self.odoo.approval_of(run["id"], attempt),
            timeout,
        )
        return Request(run, label(run), found["approval_id"], attempt)

    def approval(self, request: Request) -> Json:
        """Return the request as Odoo shows it now."""
        return self.odoo.approval(request.approval_id)

    def expect_approval(self, request: Request, **expected: object) -> Json:
        """Assert values of the request as Odoo shows it now."""
        found = self.approval(request)
        for name, value in expected.items():
            expect_equal(found[name], value, f"{request.approval_id}, {name}")
        return found

    def expect_stage_waits(self, request: Request) -> None:
        """Assert that nothing has been decided in Azure DevOps."""
        stage = self.azure.stage(request.run, STAGE)
        expect_equal(stage["state"], "waiting", f"{request.label}, stage {STAGE}")

    def sign(
        self,
        key: str,
        request: Request,
        role: str,
        decision: str = "approved",
        comments: str | None = None,
    ) -> None:
        """Have somebody sign with his own web session, and show what Odoo makes of it."""
        self._send_signature(key, request, role, decision, comments)
        self.tell_signed(key, request, role, "approves" if decision == "approved" else "rejects")

    def sign_last(
        self,
        key: str,
        request: Request,
        role: str,
        figure: str = "last signature → stage goes on",
    ) -> None:
        """Have somebody give the last signature, and measure until the stage goes on."""
        decided = self.clock()
        self._send_signature(key, request, role, "approved", None)
        seconds = self.goes_on(request, decided)
        self.tell_signed(key, request, role)
        self.tell_goes_on(seconds)
        self.figures.append((figure, seconds))

    def _send_signature(
        self, key: str, request: Request, role: str, decision: str, comments: str | None
    ) -> None:
        answer = self.odoo.person(key).sign(request.approval_id, role, decision, comments)
        expect(answer.status == 200, f"{PEOPLE[key].name} signs: {answer.status} {answer.message}")

    def tell_signed(self, key: str, request: Request, role: str, does: str = "approves") -> None:
        """Tell who signed and what the request is now."""
        status = self.approval(request)["status"]
        words = f"{PEOPLE[key].name} {does} as {role} approver: {request.approval_id} {status}"
        self.narrator.odoo(words)

    def refused(
        self, key: str, request: Request, role: str, reason: str, status: int = 422
    ) -> None:
        """Have somebody try to sign, and assert that Odoo refuses for this reason."""
        answer = self.odoo.person(key).sign(request.approval_id, role)
        name = PEOPLE[key].name
        expect_equal(answer.status, status, f"{name} tries the {role} half")
        expect(reason in answer.message, f"{name} is refused for {reason!r}: {answer.message}")
        self.narrator.odoo(f"{name} tries the {role} half: refused, {status} “{answer.message}”")

    # What follows

    def goes_on(self, request: Request, since: float, timeout: float = 30.0) -> float:
        """Wait until the stage runs; return the seconds since the decision."""
        self.azure.wait_for(request.run, "running", stage=STAGE, timeout=timeout)
        return self.clock() - since

    def tell_goes_on(self, seconds: float, what: str = "the decision") -> None:
        """Tell that the stage runs now, and how long after what."""
        self.narrator.azure(f"stage {STAGE} goes on, {seconds:.2f} s after {what}")

    def completes(self, request: Request, *, result: str, status: str) -> None:
        """Let the deployment end and assert what both sides say of the run."""
        shown = self.azure.finish_deployment(request.run)
        expect_equal(shown["result"], result, f"{request.label} in Azure DevOps")
        self.closes(request, result=result, status=status)

    def closes(self, request: Request, *, result: str, status: str, timeout: float = 90) -> Json:
        """Wait until the run is closed in Odoo and assert how."""

        def closed() -> Json | None:
            run = self.odoo.run_of(request.run["id"], request.attempt)
            return run if run and run["status"] != "running" else None

        run = self.eventually(f"Odoo closes {request.label}", closed, timeout)
        expect_equal(run["status"], status, f"{request.label} in Odoo")
        expect(run["audit_hash"], f"{request.label} has the hash of its closing entry")
        self.narrator.both(f"{request.label}: {result}", f"run closed: {status}")
        return run

    def delivered(self, request: Request, delivery: str = "confirmed", timeout: float = 30) -> None:
        """Wait until Odoo knows what Azure DevOps made of the decision."""
        self.eventually(
            f"the delivery of {request.approval_id} is {delivery}",
            lambda: self.approval(request)["delivery"] == delivery,
            timeout,
        )

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
