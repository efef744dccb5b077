# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..models.azdev_ledger_recovery import WAYS


class AzdevLedgerRecover(models.TransientModel):
    """Takes how to go on after the ledger lost entries, and why."""

    _name = "azdev.ledger.recover"
    _description = "Recovery of the ledger, before it is proposed"

    way = fields.Selection(WAYS, required=True, default="put_back")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Propose the recovery as whoever sent this request and show it."""
        self.ensure_one()
        recovery = self.env["azdev.ledger.recovery"]._propose(self.way, self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": recovery._name,
            "res_id": recovery.id,
            "view_mode": "form",
        }
