# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import Controller, request, route


class ApprovalLink(Controller):
    """The short link that chat messages, mails and Azure DevOps' log lines carry."""

    _form_url = "/odoo/azdev-approvals/%d"

    @route("/azdev/approval/<string:approval_id>", type="http", auth="user", methods=["GET"])
    def open_approval(self, approval_id, **_kw):
        """Lead to the form of an approval; unknown and forbidden ones get the same answer."""
        approval = self._visible_approval(approval_id)
        if not approval:
            return request.render("ipai_azdev_ica.approval_not_found", status=404)
        return request.redirect(self._form_url % approval.id)

    def _visible_approval(self, approval_id):
        approvals = request.env["azdev.approval"]
        if not approvals.has_access("read"):
            return approvals
        return approvals.search([("approval_id", "=", approval_id)], limit=1)
