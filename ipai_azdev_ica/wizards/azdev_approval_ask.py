# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AzdevApprovalAsk(models.TransientModel):
    """Takes what an approver wants to know (PRD 6.2 "Request more info")."""

    _name = "azdev.approval.ask"
    _description = "Question about an approval"

    approval_id = fields.Many2one("azdev.approval", required=True, ondelete="cascade")
    requester_id = fields.Many2one(related="approval_id.requester_id")
    question = fields.Text(required=True)

    def action_confirm(self):
        """Send the question to the requester."""
        self.ensure_one()
        self.approval_id._ask(self.question)
        return {"type": "ir.actions.act_window_close"}
