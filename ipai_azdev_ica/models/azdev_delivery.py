# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..database import guards

# raw bodies hold names, addresses and commit messages
READERS = "ipai_azdev_ica.group_azdev_admin,ipai_azdev_ica.group_azdev_auditor"


class AzdevDelivery(models.Model):
    """Inbox: what Azure DevOps sent, stored before anything else is done with it."""

    _name = "azdev.delivery"
    _inherit = "azdev.guarded"
    _description = "Azure DevOps delivery"
    _log_access = False
    _order = "id desc"
    _rec_name = "dedupe_key"

    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [("hook", "Service hook"), ("check", "Check")], required=True, readonly=True
    )
    dedupe_key = fields.Char(
        required=True,
        readonly=True,
        help="Hooks: subscription and notification id. Checks: plan, job and task instance.",
    )
    received_at = fields.Datetime(required=True, readonly=True, index=True)
    headers = fields.Text(readonly=True, groups=READERS)
    body_text = fields.Text(string="Body", compute="_compute_body_text", groups=READERS)
    size = fields.Integer(readonly=True, help="Bytes as sent.")
    truncated = fields.Boolean(readonly=True, help="Only the head was kept.")
    content_hash = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Processed"), ("set_aside", "Set aside")],
        required=True,
        readonly=True,
    )
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    last_error = fields.Char(readonly=True)

    _dedupe_uniq = models.Constraint("UNIQUE (connection_id, kind, dedupe_key)")
    _waiting_idx = models.Index("(kind, next_try_at) WHERE state = 'waiting'")

    def init(self):
        """Install the guards and the defaults that the inbox's plain INSERT relies on."""
        guards.install(self.env.cr, "refusals")
        guards.forbid_truncate(self.env.cr, self._table)
        self.env.cr.execute(
            """ALTER TABLE azdev_delivery
               ADD COLUMN IF NOT EXISTS body bytea NOT NULL,
               ALTER state SET DEFAULT 'waiting',
               ALTER tries SET DEFAULT 0,
               ALTER received_at SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
               ALTER next_try_at SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')"""
        )

    def _compute_body_text(self):
        for delivery in self:
            delivery.body_text = delivery._body().decode(errors="backslashreplace")

    def _body(self):
        """Return the bytes as they came; a column without a field, since no field keeps bytes."""
        self.env.cr.execute("SELECT body FROM azdev_delivery WHERE id = %s", (self.id,))
        return bytes(self.env.cr.fetchone()[0])
