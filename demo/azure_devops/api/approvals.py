"""The approvals API of the built-in Approval check."""

from __future__ import annotations

from demo.azure_devops import approvals
from demo.azure_devops.api.core import Answer, Call, Problem, Router
from demo.azure_devops.model import CheckRun
from demo.azure_devops.views.approvals import approval as write
from demo.azure_devops.views.common import collection

_BASE = "/{organization}/{project}/_apis/pipelines/approvals"


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("GET", _BASE, list_approvals)
    router.add("PATCH", _BASE, update)
    router.add("GET", f"{_BASE}/{{approvalId}}", get)


def _find(call: Call, approval_id: str) -> CheckRun:
    try:
        return approvals.find(call.world, approval_id.lower())
    except KeyError as problem:
        raise Problem(404, "ApprovalNotFoundException", str(problem)) from None


def list_approvals(call: Call) -> Answer:
    """List approvals, by id or state if asked."""
    wanted = [i for i in call.query.get("approvalIds", "").lower().split(",") if i]
    state = call.query.get("state", "all").lower()
    found = [
        write(call.world, check_run)
        for suite in call.world.organization.suites.values()
        for check_run in suite.check_runs
        if check_run.steps and (not wanted or check_run.id in wanted)
    ]
    found = [each for each in found if state in ("all", str(each["status"]).lower())]
    return Answer(body=collection(found[: call.top(100)]))


def get(call: Call) -> Answer:
    """Read an approval."""
    return Answer(body=write(call.world, _find(call, call.parameters["approvalId"])))


def update(call: Call) -> Answer:
    """Approve or reject as the owner of the credential."""
    changed = []
    for item in call.documents():
        check_run = _find(call, str(item.get("approvalId", "")))
        status, comment = str(item.get("status", "")).lower(), str(item.get("comment") or "")
        try:
            approvals.answer(call.world, check_run, call.caller, status, comment)
        except approvals.ApprovalConflict as problem:
            raise Problem(403, "ApprovalUnauthorizedException", str(problem)) from None
        changed.append(write(call.world, check_run))
    return Answer(body=collection(changed))
