"""Steps about who may sign: two people, a rejection, and the two who may not."""

from __future__ import annotations

from demo.azure import STAGE
from demo.expectations import expect, expect_equal
from demo.scenario.world import World

BOTH_ROLES = "technical2"


def approved(world: World) -> None:
    """Two people sign by clicking, one at a desk and one on a phone; the stage goes on."""
    request = world.deployment(cost=240.0)
    world.expect_stage_waits(request)
    world.pictures.waiting(request.run, request.approval_id)
    world.browser.sign("technical", request.approval_id, "technical")
    world.tell_signed("technical", request, "technical", "clicks “Approve”")
    world.expect_approval(request, status="technical_approved")
    world.expect_stage_waits(request)
    clicked = world.browser.sign("business", request.approval_id, "business", phone=True)
    seconds = world.goes_on(request, clicked)
    world.tell_signed("business", request, "business", "clicks “Approve” on a phone's screen")
    world.tell_goes_on(request, seconds)
    world.completes(request, result="succeeded", status="success")
    world.pictures.finished(request.run)
    found = world.expect_approval(request, status="approved")
    signers = {found["technical_approver_id"][0], found["business_approver_id"][0]}
    expect_equal(len(signers), 2, "different people signed")
    expect_equal(world.azure.effective_completions(request.run), 1, "callbacks that took effect")
    world.narrator.checked(f"two people, one callback; stage {STAGE} ran {seconds:.2f} s later")
    world.figures.append(("second signature by click → stage goes on", seconds))


def rejected(world: World) -> None:
    """One person says no, with the reason; Azure DevOps fails the stage and shows it."""
    reason = "Not in the week of the annual sale"
    request = world.deployment(pipeline="billing-api")
    empty = world.odoo.person("business").sign(request.approval_id, "business", "rejected")
    expect(400 <= empty.status < 500, f"a rejection without reason is refused: {empty.status}")
    world.narrator.odoo(f"Bella Business rejects without a reason: {empty.status} {empty.message}")
    decided = world.clock()
    world.sign("business", request, "business", "rejected", reason)
    world.expect_approval(request, status="rejected", rejection_reason=reason)
    shown = world.azure.wait_for(request.run, "completed")
    seconds = world.clock() - decided
    stage = world.azure.stage(shown, STAGE)
    expect_equal(stage["result"], "failed", f"{request.label}, stage {STAGE}")
    world.delivered(request)
    line = next((one for one in _feed(world, request.run) if reason in one), None)
    expect(line, "the reason stands in the check's log in Azure DevOps")
    world.narrator.azure(f"stage {STAGE} failed; its check's log says “{line}”")
    world.closes(request, result="failed", status="failed")
    expect_equal(stage["jobs"][0]["result"], "skipped", "the deployment job never ran")
    world.narrator.checked("the reason is mandatory, and visible on both sides; nothing deployed")
    world.figures.append(("rejection → stage failed", seconds))
    world.requests["rejected"] = request


def same_person(world: World) -> None:
    """Somebody with both roles signs once and is refused the second time."""
    world.administration.add_role(BOTH_ROLES, "business")
    request = world.deployment(pipeline="infrastructure", cost=2500.0)
    world.sign(BOTH_ROLES, request, "technical")
    world.refused(BOTH_ROLES, request, "business", "You signed already", status=409)
    world.expect_approval(request, status="technical_approved")
    world.expect_stage_waits(request)
    _refusal_is_recorded(world, request.approval_id)
    world.sign_last("business", request, "business")
    world.completes(request, result="succeeded", status="success")
    world.narrator.checked("four eyes: both roles in one person are still one person")


def requester(world: World) -> None:
    """Whoever queued the run holds the technical role, and is refused all the same."""
    request = world.deployment("technical", pipeline="infrastructure", cost=75.0)
    world.refused("technical", request, "technical", "You requested this deployment")
    world.expect_approval(request, status="pending", technical_approver_id=False)
    world.expect_stage_waits(request)
    _refusal_is_recorded(world, request.approval_id)
    world.sign(BOTH_ROLES, request, "technical")
    world.sign_last("business", request, "business")
    world.completes(request, result="succeeded", status="success")
    world.narrator.checked("who asks for a deployment never signs for it")


def _refusal_is_recorded(world: World, approval_id: str) -> None:
    domain = [["kind", "=", "approval.refused"], ["subject", "=", f"approval:{approval_id}"]]
    expect(world.odoo.read("azdev.ledger.entry", domain, "kind"), "the refusal is in the ledger")
    world.narrator.odoo(f"the ledger keeps the refusal: approval.refused, {approval_id}")


def _feed(world: World, run: dict[str, object]) -> list[str]:
    lines: list[str] = world.azure.check_run(run, STAGE)["feed"]
    return lines
