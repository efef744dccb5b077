# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AzdevErasureHolding(models.TransientModel):
    """Takes the reason for setting or lifting a legal hold."""

    _name = "azdev.erasure.holding"
    _description = "Legal hold, before it is confirmed"

    identity_id = fields.Many2one(
        "azdev.identity", string="Person", required=True, ondelete="cascade"
    )
    is_held = fields.Boolean(related="identity_id.is_held")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Set the hold, or lift the one that is set."""
        self.ensure_one()
        holds = self.env["azdev.erasure.hold"]
        holds._record(self.identity_id, not self.identity_id.is_held, self.reason)
        return {"type": "ir.actions.act_window_close"}
