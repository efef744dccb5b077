# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..database import guards


class AzdevLedgerLeaf(models.Model):
    """The place of an entry in the log."""

    _name = "azdev.ledger.leaf"
    _inherit = "azdev.guarded"
    _description = "Place of an entry in the log"
    _log_access = False
    _order = "log_id desc, leaf_index desc"
    _rec_name = "leaf_index"

    log_id = fields.Many2one("azdev.ledger.log", required=True, readonly=True, ondelete="restrict")
    leaf_index = fields.Integer(required=True, readonly=True, help="Counted from 0, without a gap.")
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )
    sequenced_at = fields.Datetime(required=True, readonly=True)

    _place_uniq = models.Constraint("UNIQUE (log_id, leaf_index)", "One entry at each index.")
    _entry_uniq = models.Constraint("UNIQUE (entry_id)", "An entry has one place in the log.")

    def init(self):
        """Install the guards and the defaults of a new row."""
        guards.insert_only(self.env.cr, self._table)
        guards.on_new_rows(self.env.cr, self._table, "place", "new_leaf", "azdev_ledger_leaf_place")
        self.env.cr.execute(
            """ALTER TABLE azdev_ledger_leaf
               ALTER sequenced_at SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')"""
        )
