# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from ..database.retry import retried
from ..schemas import (
    ApprovalCreate,
    ApprovalCreated,
    ApprovalQuery,
    ApprovalState,
    ErrorCode,
    Signed,
    SignRequest,
    problem,
    validate,
    validate_query,
)
from ..web.answers import json_answer
from ..web.bodies import read_json_body
from .base import azdev_route, caller_connection, control_plane


class ApprovalController(http.Controller):
    """Approval API (PRD 5.2)."""

    @azdev_route("approval", auth="azdev_token")
    def open_request(self, **_kwargs):
        """Ask for signatures."""
        claim = validate(ApprovalCreate, read_json_body())
        env = control_plane()
        approvals = env["azdev.approval"]
        approval = retried(env, lambda: approvals._request_claimed(caller_connection(env), claim))
        return json_answer(
            ApprovalCreated(
                approval_id=approval.approval_id,
                status=approval.status,
                approvers=approval._approver_emails(),
            )
        )

    @azdev_route("approval/<string:approval_id>", auth="azdev_reader", methods=("GET",))
    def state(self, approval_id, **_kwargs):
        """Tell the decision, and for exactly which deployment it is."""
        query = validate_query(ApprovalQuery, request.httprequest.args.items(multi=True))
        connection_id = getattr(request, "azdev_connection_id", None)
        if connection_id is None:
            connection_id = self._readable(approval_id).connection_id.id
        state = control_plane()["azdev.approval"]._state_of(connection_id, approval_id)
        if not state:
            raise self._unknown()
        self._check_same_deployment(state, query)
        return json_answer(ApprovalState(**state))

    @azdev_route("approval/<string:approval_id>/sign", auth="azdev_human")
    def sign(self, approval_id, **_kwargs):
        """Sign as the person of this session."""
        wanted = validate(SignRequest, read_json_body())
        approval = request.env["azdev.approval"]._of_member(approval_id)
        if not approval:
            raise self._unknown()
        signature = retried(
            request.env,
            lambda: approval._sign(wanted.approval_type, wanted.decision, wanted.comments),
        )
        return json_answer(Signed(signature_hash=signature.sudo().signature_hash))

    def _readable(self, approval_id):
        """Return an approval that the session's user may read."""
        approval = request.env["azdev.approval"]._numbered(approval_id)
        if not approval:
            raise self._unknown()
        return approval

    def _unknown(self):
        return problem(ErrorCode.NOT_FOUND, "There is no such approval in your connections.")

    def _check_same_deployment(self, state, query):
        """Refuse to answer for one deployment with the approval of another."""
        asked = query.model_dump(exclude_none=True)
        differing = [
            (name, f"this approval is for {state[name]!r}")
            for name, value in asked.items()
            if state[name] != value
        ]
        if differing:
            raise problem(
                ErrorCode.NOT_THIS_DEPLOYMENT, "The approval is for another deployment.", differing
            )
