"""The built-in Approval check, as far as the service hooks and the approvals API show it."""

from __future__ import annotations

from demo.azure_devops import suites
from demo.azure_devops.model import ApprovalStep, CheckRun
from demo.azure_devops.signals import ApprovalChanged
from demo.azure_devops.world import World


class ApprovalConflict(Exception):
    """The approval is not pending for this person."""


def start(world: World, check_run: CheckRun) -> None:
    """Ask the approvers."""
    check_run.steps = [
        ApprovalStep(approver["id"]) for approver in check_run.settings.get("approvers", [])
    ]
    world.emit(ApprovalChanged(check_run.suite_id, check_run.id))


def find(world: World, approval_id: str) -> CheckRun:
    """Find an approval: its id is the check run's; raises KeyError."""
    for suite in world.organization.suites.values():
        for check_run in suite.check_runs:
            if check_run.id == approval_id and check_run.steps:
                return check_run
    raise KeyError(f"no approval {approval_id}")


def answer(world: World, check_run: CheckRun, by: str, status: str, comment: str) -> None:
    """Take one approver's word; raises ApprovalConflict.

    One rejection rejects; enough approvals (default: all) approve.
    """
    person = world.identity(by)
    mine = [s for s in check_run.steps if s.status == "pending" and s.approver_id == person.id]
    if check_run.status != "running" or not mine or status not in ("approved", "rejected"):
        raise ApprovalConflict("the approval is not pending for this identity")
    step = mine[0]
    step.status, step.comment, step.actual_approver_id = status, comment, person.id
    step.modified_on = world.now
    wanted = check_run.settings.get("minRequiredApprovers") or len(check_run.steps)
    approved = sum(s.status == "approved" for s in check_run.steps)
    if status == "rejected" or approved >= wanted:
        suites.decide(world, check_run, status, comment, by)
        world.emit(ApprovalChanged(check_run.suite_id, check_run.id))
