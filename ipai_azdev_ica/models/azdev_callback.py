# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..database import guards

HUBS = [("checks", "checks"), ("build", "build"), ("release", "release"), ("gates", "gates")]


class AzdevCallback(models.Model):
    """Outbox: what Azure DevOps must hear of a check, repeated until it confirms."""

    _name = "azdev.callback"
    _inherit = "azdev.guarded"
    _description = "Callback to Azure DevOps"
    _log_access = False
    _order = "id desc"
    _rec_name = "call_key"

    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    approval_id = fields.Many2one("azdev.approval", readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [("decision", "Decision"), ("line", "Log line")], required=True, readonly=True
    )
    result = fields.Selection([("succeeded", "Succeeded"), ("failed", "Failed")], readonly=True)
    text = fields.Char(required=True, readonly=True, help="The line shown in Azure DevOps.")
    call_key = fields.Char(required=True, readonly=True)
    call = fields.Text(required=True, readonly=True, help="Ids of the check call, as JSON.")
    created_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("confirmed", "Confirmed"),
            ("late", "Too late"),
            ("failed", "Failed"),
            ("void", "Replaced"),
        ],
        required=True,
        readonly=True,
    )
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    confirmed_at = fields.Datetime(readonly=True)
    last_error = fields.Char(readonly=True)

    _decision_uniq = models.UniqueIndex(
        "(connection_id, call_key) WHERE kind = 'decision' AND state <> 'void'"
    )
    _waiting_idx = models.Index("(next_try_at) WHERE state IN ('waiting', 'sent')")

    def init(self):
        """Install the guards and the defaults of a new row."""
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "callback")
        guards.forbid_delete(self.env.cr, self._table)
        guards.on_row(self.env.cr, self._table, "advance", "BEFORE UPDATE", "azdev_callback_update")
        guards.on_row(self.env.cr, self._table, "floor", "BEFORE INSERT", "azdev_callback_floor")
        self.env.cr.execute(
            """ALTER TABLE azdev_callback
               ALTER state SET DEFAULT 'waiting',
               ALTER tries SET DEFAULT 0,
               ALTER created_at SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
               ALTER next_try_at SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')"""
        )
