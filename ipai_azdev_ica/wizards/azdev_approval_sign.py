# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

ROLES = [("technical", "Technical"), ("business", "Business")]


class AzdevApprovalSign(models.TransientModel):
    """Shows what is being signed and as what, and takes an optional comment."""

    _name = "azdev.approval.sign"
    _description = "Confirmation of a signature"

    approval_id = fields.Many2one("azdev.approval", required=True, ondelete="cascade")
    role = fields.Selection(ROLES, required=True)
    comments = fields.Text()
    deployment_target = fields.Selection(related="approval_id.deployment_target")
    environment = fields.Char(related="approval_id.environment")
    run_id = fields.Many2one(related="approval_id.run_id")
    stage = fields.Char(related="approval_id.stage")
    commit = fields.Char(related="approval_id.commit")
    requester_id = fields.Many2one(related="approval_id.requester_id")
    currency_id = fields.Many2one(related="approval_id.currency_id")
    estimated_cost = fields.Monetary(related="approval_id.estimated_cost")
    cost_known = fields.Boolean(related="approval_id.cost_known")
    source = fields.Selection(related="approval_id.source")

    def action_confirm(self):
        """Sign, as whoever sent this request."""
        self.ensure_one()
        self.approval_id._sign(role=self.role, decision="approved", comments=self.comments)
        return self._tell()

    def _tell(self):
        approval = self.approval_id
        # the signature was written by SQL; what was computed before it is old
        approval.invalidate_recordset()
        if approval.waiting_for:
            text = self.env._("Signed. Now waiting for %s approval.", approval.waiting_for)
        else:
            text = self.env._("Signed. %s is approved.", approval.approval_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
