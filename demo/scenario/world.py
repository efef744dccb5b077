"""What people do in most steps: queue, sign, wait for what follows."""

from __future__ import annotations

from typing import Any

from demo.expectations import expect, expect_equal
from demo.scenario.scene import Request, Scene, label
from devtools.accounts import PEOPLE

__all__ = ["Request", "World"]

Json = dict[str, Any]
_CHECKLIST = {"test_coverage": 87, "security_scan": True, "breaking_changes": False}


class World(Scene):
    """The demonstration's world, with the moves that most steps are made of."""

    def deployment(
        self,
        requester: str = "engineer",
        *,
        pipeline: str = "web-shop",
        environment: str = "production",
        cost: float = 120.0,
    ) -> Request:
        """Bring a new run to the gate and wait for the request that Odoo opens for it."""
        run = self.queue(requester, pipeline, environment, cost)
        shown = self.azure.finish_build(run)
        request = self.opened(run)
        seconds = shown["stages"][-1]["checks"][0]["acknowledgement_seconds"]
        self.narrator.both(
            f"stage {request.stage} waits: its check was called, answered 200 in {seconds:.2f} s",
            f"{request.approval_id} pending, waiting for {self.waiting_for(request)}",
        )
        return request

    def queue(
        self,
        requester: str,
        pipeline: str = "web-shop",
        environment: str = "production",
        cost: float = 120.0,
    ) -> Json:
        """Queue a run; its build stage tells Odoo checklist and cost."""
        run = self.azure.queue_deployment(requester, pipeline, environment)
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
        self.tell_goes_on(request, seconds)
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
        self.azure.wait_for(request.run, "running", stage=request.stage, timeout=timeout)
        return self.clock() - since

    def tell_goes_on(self, request: Request, seconds: float, what: str = "the decision") -> None:
        """Tell that the stage runs now, and how long after what."""
        self.narrator.azure(f"stage {request.stage} goes on, {seconds:.2f} s after {what}")

    def completes(self, request: Request, *, result: str, status: str) -> None:
        """Let the deployment end and assert what both sides say of the run."""
        shown = self.azure.finish_deployment(request.run)
        expect_equal(shown["result"], result, f"{request.label} in Azure DevOps")
        self.delivered(request)
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
