# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AzdevApprovalAnswer(models.TransientModel):
    """Takes the answer to an approver's question."""

    _name = "azdev.approval.answer"
    _description = "Answer to a question about an approval"

    approval_id = fields.Many2one("azdev.approval", required=True, ondelete="cascade")
    message_ids = fields.One2many(related="approval_id.message_ids")
    answer = fields.Text(required=True)

    def action_confirm(self):
        """Store the answer with the request."""
        self.ensure_one()
        self.approval_id._answer(self.answer)
        return {"type": "ir.actions.act_window_close"}
