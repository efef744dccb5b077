# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..database import guards
from ..ledger import publisher


class AzdevLedgerCheckpoint(models.Model):
    """A signed head of the log: so many entries, and the root over them."""

    _name = "azdev.ledger.checkpoint"
    _inherit = "azdev.guarded"
    _description = "Checkpoint of the log"
    _log_access = False
    _order = "log_id desc, size desc"
    _rec_name = "size"

    log_id = fields.Many2one("azdev.ledger.log", required=True, readonly=True, ondelete="restrict")
    size = fields.Integer(required=True, readonly=True, help="Entries that it covers.")
    root = fields.Char(required=True, readonly=True, help="Root of the Merkle tree, base64.")
    note = fields.Text(required=True, readonly=True, help="The signed note as it is published.")
    signed_at = fields.Datetime(required=True, readonly=True)
    anchoring_ids = fields.One2many(
        "azdev.ledger.anchoring", "checkpoint_id", string="Anchors", readonly=True
    )

    _size_uniq = models.Constraint("UNIQUE (log_id, size)", "One checkpoint for each size.")

    def init(self):
        """Install the guards."""
        guards.insert_only(self.env.cr, self._table)

    @api.model
    def _cron_publish(self):
        """Give waiting entries their place, sign the new head and anchor it."""
        publisher.publish(self.env)


class AzdevLedgerAnchoring(models.Model):
    """A checkpoint was written outside the database and read back from there."""

    _name = "azdev.ledger.anchoring"
    _inherit = "azdev.guarded"
    _description = "Checkpoint in an anchor"
    _log_access = False
    _order = "id desc"
    _rec_name = "anchor"

    checkpoint_id = fields.Many2one(
        "azdev.ledger.checkpoint", required=True, readonly=True, index=True, ondelete="restrict"
    )
    anchor = fields.Char(required=True, readonly=True)
    anchored_at = fields.Datetime(required=True, readonly=True)

    _once_uniq = models.Constraint("UNIQUE (checkpoint_id, anchor)", "Anchored once in each place.")

    def init(self):
        """Install the guards and the defaults of a new row."""
        guards.insert_only(self.env.cr, self._table)
        self.env.cr.execute(
            """ALTER TABLE azdev_ledger_anchoring
               ALTER anchored_at SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')"""
        )
