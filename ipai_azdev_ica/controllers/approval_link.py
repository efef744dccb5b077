# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import Controller, request, route


class ApprovalLink(Controller):
    """The short link that chat messages, mails and Azure DevOps' log lines carry."""

    _form_url = "/odoo/azdev-approvals/%d"

    @route("/azdev/approval/<string:approval_id>", type="http", auth="user", methods=["GET"])
    def open_approval(self, approval_id, **_kw):
        """Lead to the form of an approval; unknown and forbidden ones get the same answer."""
        approval = request.env["azdev.approval"]._numbered(approval_id)
        if not approval:
            return request.render("ipai_azdev_ica.approval_not_found", status=404)
        return request.redirect(self._form_url % approval.id)
