# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..database import guards


class AzdevLedgerKey(models.Model):
    """A public key that signs the log's checkpoints; the newest one is in force."""

    _name = "azdev.ledger.key"
    _inherit = "azdev.guarded"
    _description = "Key of the log"
    _log_access = False
    _order = "id desc"
    _rec_name = "verifier"

    log_id = fields.Many2one("azdev.ledger.log", required=True, readonly=True, ondelete="restrict")
    verifier = fields.Char(
        required=True, readonly=True, help="Public key as auditors pin it (C2SP signed-note)."
    )
    since = fields.Datetime(required=True, readonly=True)

    _verifier_uniq = models.Constraint("UNIQUE (log_id, verifier)", "A key is taken once.")

    def init(self):
        """Install the guards and the defaults of a new row."""
        guards.insert_only(self.env.cr, self._table)
        self.env.cr.execute(
            """ALTER TABLE azdev_ledger_key
               ALTER since SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')"""
        )
