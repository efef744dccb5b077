# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AzdevApprovalWithdraw(models.TransientModel):
    """Takes the reason for taking back one's own signature, which is mandatory."""

    _name = "azdev.approval.withdraw"
    _description = "Withdrawal of a signature, before it is confirmed"

    approval_id = fields.Many2one("azdev.approval", required=True, ondelete="cascade")
    deployment_target = fields.Selection(related="approval_id.deployment_target")
    environment = fields.Char(related="approval_id.environment")
    run_id = fields.Many2one(related="approval_id.run_id")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Withdraw the signature of whoever sent this request."""
        self.ensure_one()
        self.approval_id._withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
