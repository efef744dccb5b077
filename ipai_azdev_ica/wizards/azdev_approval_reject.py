# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .azdev_approval_sign import ROLES


class AzdevApprovalReject(models.TransientModel):
    """Takes the reason of a rejection, which is mandatory."""

    _name = "azdev.approval.reject"
    _description = "Rejection of an approval"

    approval_id = fields.Many2one("azdev.approval", required=True, ondelete="cascade")
    can_sign_technical = fields.Boolean(related="approval_id.can_sign_technical")
    can_sign_business = fields.Boolean(related="approval_id.can_sign_business")
    role = fields.Selection(
        ROLES,
        string="You reject as",
        compute="_compute_role",
        store=True,
        readonly=False,
        required=True,
    )
    reason = fields.Text(required=True)
    deployment_target = fields.Selection(related="approval_id.deployment_target")
    environment = fields.Char(related="approval_id.environment")
    run_id = fields.Many2one(related="approval_id.run_id")

    @api.depends("approval_id")
    def _compute_role(self):
        for rejection in self:
            rejection.role = "technical" if rejection.can_sign_technical else "business"

    def action_confirm(self):
        """Reject, as whoever sent this request."""
        self.ensure_one()
        self.approval_id._sign(role=self.role, decision="rejected", comments=self.reason)
        return {"type": "ir.actions.act_window_close"}
