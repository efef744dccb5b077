"""Steps in which Odoo is stopped or killed, or Azure DevOps can't be reached."""

from __future__ import annotations

from demo.azure import STAGE
from demo.expectations import expect, expect_equal
from demo.scenario.world import Request, World

_CHECK_TIMEOUT = 24 * 3600.0
_FIRST_PROBATION_RETRY = 20 * 60.0
_RECOVERY_SECONDS = 150.0


def odoo_down(world: World) -> None:
    """Odoo is stopped until Azure DevOps gives up: no answer is never a yes."""
    request = world.deployment()
    world.sign("technical", request, "technical")
    world.system.odoo.stop()
    world.narrator.event("Odoo is stopped")
    world.azure.advance(_CHECK_TIMEOUT + 60)
    shown = world.azure.wait_for(request.run, "completed")
    stage = world.azure.stage(shown, STAGE)
    expect_equal(stage["result"], "skipped", f"{request.label}, stage {STAGE}")
    expect_equal(stage["jobs"][0]["result"], "skipped", "the deployment job")
    world.narrator.azure(f"24 h later the check times out: stage {STAGE} skipped, nothing deployed")
    world.restart_odoo()
    world.expect_approval(request, status="technical_approved")
    missing = world.waiting_for(request)
    world.narrator.odoo(f"{request.approval_id} is as it was, waiting for {missing}")
    world.azure.advance(_FIRST_PROBATION_RETRY)
    world.narrator.azure("service hooks were on probation; their retry after 20 min arrives")
    world.closes(request, result=shown["result"], status="success")
    found = world.expect_approval(request, status="cancelled")
    world.narrator.odoo(f"{request.approval_id} cancelled: {found['cancel_reason']}")
    expect_equal(world.azure.effective_completions(request.run), 0, "callbacks that took effect")
    world.narrator.checked("Odoo down: the stage is skipped, never let through")


def killed_before_decision(world: World) -> None:
    """Odoo dies after it acknowledged the check, and again after the first signature."""
    world.azure.outage("read")
    run = world.queue("engineer")
    world.azure.finish_build(run)
    expect(world.odoo.approval_of(run["id"]) is None, "nothing is open before the facts are read")
    world.narrator.azure("the check was called and answered 200; its facts can't be read (503)")
    world.kill_odoo()
    world.azure.end_outages()
    world.restart_odoo()
    request = world.opened(run, timeout=_RECOVERY_SECONDS)
    world.narrator.odoo(f"{request.approval_id} pending: the acknowledged call was not lost")
    world.sign("technical", request, "technical")
    world.kill_odoo()
    world.expect_stage_waits(request)
    world.restart_odoo()
    world.expect_approval(request, status="technical_approved")
    world.narrator.odoo("the first signature is there")
    world.sign_last(
        "business", request, "business", "signature right after a restart → stage goes on"
    )
    world.completes(request, result="succeeded", status="success")
    expect_equal(world.azure.effective_completions(request.run), 1, "callbacks that took effect")
    world.narrator.checked("killed twice before the decision: nothing lost, one callback")


def killed_before_callback(world: World) -> None:
    """Odoo dies with a decision that could not leave; later even the answer gets lost."""
    request = world.deployment()
    world.sign("technical", request, "technical")
    world.azure.outage("events")
    world.sign("business", request, "business")
    _expect_undelivered(world, request)
    world.kill_odoo()
    world.azure.end_outages()
    world.azure.outage("events", "drop_after", times=1)
    world.narrator.azure(
        "Azure DevOps is reachable again, but the next answer will get lost on its way"
    )
    started = world.clock()
    world.restart_odoo()
    world.expect_approval(request, status="approved")
    seconds = world.goes_on(request, started, _RECOVERY_SECONDS)
    world.tell_goes_on(request, seconds, "Odoo's start")
    world.delivered(request, timeout=_RECOVERY_SECONDS)
    world.figures.append(
        ("Odoo started after SIGKILL → decision delivered", world.clock() - started)
    )
    tries = world.azure.completions(request.run)
    expect(len(tries) >= 2, f"tried before the kill and after it: {len(tries)}")
    expect_equal(world.azure.effective_completions(request.run), 1, "callbacks that took effect")
    world.completes(request, result="succeeded", status="success")
    world.narrator.checked(
        f"{len(tries)} tries, exactly one took effect; Odoo knows that it arrived"
    )


def azure_unreachable(world: World) -> None:
    """Azure DevOps answers 503 to everything when the decision falls."""
    request = world.deployment()
    world.sign("technical", request, "technical")
    world.azure.outage("all")
    world.sign("business", request, "business")
    _expect_undelivered(world, request, tries=2)
    world.azure.end_outages()
    ended = world.clock()
    world.narrator.azure("Azure DevOps is reachable again")
    seconds = world.goes_on(request, ended, _RECOVERY_SECONDS)
    world.tell_goes_on(request, seconds, "the end of the outage")
    world.delivered(request)
    world.completes(request, result="succeeded", status="success")
    expect_equal(world.azure.effective_completions(request.run), 1, "callbacks that took effect")
    world.narrator.checked(f"delivered by itself {seconds:.1f} s after the end of the outage")
    world.figures.append(("end of Azure DevOps' outage → stage goes on", seconds))


def _expect_undelivered(world: World, request: Request, *, tries: int = 1) -> None:
    """Assert that the decision stands in Odoo, was tried, and has not reached Azure DevOps."""
    domain = [["approval_id.approval_id", "=", request.approval_id], ["kind", "=", "decision"]]

    def tried() -> int:
        [decision] = world.odoo.read("azdev.callback", domain, "state", "tries", "last_error")
        expect_equal(decision["state"], "waiting", f"{request.approval_id}, its callback")
        done = int(decision["tries"]) if decision["last_error"] else 0
        return done if done >= tries else 0

    done = world.eventually("Odoo tries to deliver the decision", tried)
    world.expect_approval(request, status="approved", delivery="waiting")
    world.expect_stage_waits(request)
    world.narrator.both(
        f"answers 503; stage {STAGE} still waits",
        f"{request.approval_id} approved, being delivered (tries so far: {done})",
    )
