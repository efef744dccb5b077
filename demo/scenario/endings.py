"""Steps in which a request ends without a decision, or is opened anew."""

from __future__ import annotations

from demo.azure import STAGE
from demo.expectations import expect, expect_equal
from demo.scenario.world import Request, World

_SHORT_MINUTES = 0.1
_DAY = 24 * 3600.0
_EXPIRY_SECONDS = 150.0


def open_unsigned(world: World) -> None:
    """Open the request that nobody will sign, ahead of its step: its time runs meanwhile."""
    with world.administration.short_timeout("production", _SHORT_MINUTES):
        request = world.deployment(pipeline="billing-api", cost=60.0)
    world.requests["unsigned"] = request


def expired(world: World) -> None:
    """Nobody signs: Odoo closes the request, Azure DevOps fails the stage."""
    request = world.requests["unsigned"]
    world.narrator.odoo(
        f"{request.approval_id} was opened ahead, while the gate's time for signing was "
        f"{_SHORT_MINUTES * 60:.0f} s instead of 4 h; nobody has signed"
    )
    world.eventually(
        f"{request.approval_id} expires (Odoo looks once a minute)",
        lambda: world.approval(request)["status"] == "expired",
        _EXPIRY_SECONDS,
    )
    shown = world.azure.wait_for(request.run, "completed")
    stage = world.azure.stage(shown, STAGE)
    world.narrator.both(f"stage {STAGE} {stage['result']}", f"{request.approval_id} expired")
    expect_equal(stage["result"], "failed", f"{request.label}, stage {STAGE}")
    world.delivered(request)
    world.closes(request, result="failed", status="failed")
    world.refused("technical", request, "technical", "This request is closed")
    expect_equal(stage["jobs"][0]["result"], "skipped", "the deployment job never ran")
    world.narrator.checked("silence is a no: expired in Odoo, failed in Azure DevOps")


def cancelled(world: World) -> None:
    """The run is cancelled while its request is pending; nobody is asked any more."""
    request = world.deployment()
    world.sign("technical", request, "technical")
    world.azure.cancel(request.run)
    world.azure.wait_for(request.run, "completed")
    world.narrator.azure("Emil Engineer cancels the run")
    world.closes(request, result="canceled", status="cancelled")
    found = world.expect_approval(request, status="cancelled")
    world.narrator.odoo(f"{request.approval_id} cancelled: {found['cancel_reason']}")
    world.refused("business", request, "business", "This request is closed")
    expect_equal(world.azure.effective_completions(request.run), 0, "callbacks that took effect")
    world.narrator.checked("cancelled on both sides; the first signature leads nowhere")


def rerun(world: World) -> None:
    """The rejected stage is run again the next day: a second evaluation, never the old answer."""
    first = world.requests.get("rejected") or _rejected(world)
    world.azure.advance(_DAY)
    world.narrator.event("a day passes in Azure DevOps")
    world.azure.retry_stage(first.run, STAGE)
    run = world.azure.wait_for(first.run, "acknowledged", stage=STAGE, attempt=2)
    second = world.opened(run, attempt=2)
    expect(second.approval_id != first.approval_id, "the rerun has a request of its own")
    world.narrator.both(
        f"Emil Engineer reruns stage {STAGE} of {first.label}: attempt 2, a second evaluation",
        f"{second.approval_id} pending; {first.approval_id} stays {_status(world, first)}",
    )
    world.sign("technical2", second, "technical", comments="Sale is over")
    world.sign_last("business", second, "business")
    world.completes(second, result="succeeded", status="success")
    world.expect_approval(first, status="rejected")
    _expect_linked(world, second)
    world.narrator.checked("two attempts, two requests, two ledger rows; the first never changed")


def _rejected(world: World) -> Request:
    request = world.deployment(pipeline="billing-api")
    world.sign("business", request, "business", "rejected", "Not today")
    world.azure.wait_for(request.run, "completed")
    world.closes(request, result="failed", status="failed")
    return request


def _status(world: World, request: Request) -> str:
    return str(world.approval(request)["status"])


def _expect_linked(world: World, request: Request) -> None:
    before = world.odoo.run_of(request.run["id"], 1)
    after = world.odoo.run_of(request.run["id"], 2)
    if before is None or after is None:
        expect(False, f"{request.label} has two rows in the run ledger")
        return
    expect_equal(before["status"], "failed", "status of attempt 1")
    expect_equal((after["previous_run_id"] or [0])[0], before["id"], "attempt 2's previous run")
    world.narrator.odoo(f"run {after['display_name']} follows {before['display_name']}")
