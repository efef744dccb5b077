# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..database import guards


class AzdevLedgerLog(models.Model):
    """The identity of a transparency log; the newest one is the one that grows.

    A second one begins only when the first can't be continued after a loss; its first entry names
    the last checkpoint of the one before.
    """

    _name = "azdev.ledger.log"
    _inherit = "azdev.guarded"
    _description = "Transparency log"
    _log_access = False
    _order = "id desc"
    _rec_name = "origin"

    origin = fields.Char(required=True, readonly=True)
    size = fields.Integer(required=True, readonly=True, help="Entries that have an index.")
    created_at = fields.Datetime(required=True, readonly=True)

    _origin_uniq = models.Constraint("UNIQUE (origin)", "A log has one identity.")

    def init(self):
        """Install the guards and the defaults of a new row."""
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "ledger_log")
        guards.forbid_delete(self.env.cr, self._table)
        guards.on_row(self.env.cr, self._table, "grow", "BEFORE UPDATE", "azdev_ledger_log_update")
        self.env.cr.execute(
            """ALTER TABLE azdev_ledger_log
               ALTER size SET DEFAULT 0,
               ALTER created_at SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')"""
        )
        pending = "azdev_ledger_pending"
        guards.forbid_truncate(self.env.cr, pending)
        guards.on_row(
            self.env.cr, pending, "leave", "BEFORE UPDATE OR DELETE", "azdev_ledger_pending_leave"
        )
        guards.on_row(
            self.env.cr,
            "azdev_ledger_entry",
            "pend",
            "AFTER INSERT",
            "azdev_ledger_entry_pend",
        )
        # entries of a release that had no log yet get their place like new ones
        self.env.cr.execute(
            """INSERT INTO azdev_ledger_pending (entry_id)
               SELECT id FROM azdev_ledger_entry entry WHERE NOT EXISTS (
                   SELECT 1 FROM azdev_ledger_log)
               ON CONFLICT DO NOTHING"""
        )
