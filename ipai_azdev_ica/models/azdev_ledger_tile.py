# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..database import guards


class AzdevLedgerTile(models.Model):
    """Up to 256 hashes of one level of the Merkle tree (C2SP tlog-tiles).

    The tile at the right edge of each level still fills; a partial tile that was published is the
    beginning of the row as it is now.
    """

    _name = "azdev.ledger.tile"
    _inherit = "azdev.guarded"
    _description = "Tile of the log"
    _log_access = False
    _order = "log_id, level, tile_index"

    log_id = fields.Many2one("azdev.ledger.log", required=True, readonly=True, ondelete="restrict")
    level = fields.Integer(required=True, readonly=True)
    tile_index = fields.Integer(required=True, readonly=True)
    data = fields.Binary(required=True, readonly=True, attachment=False)

    _place_uniq = models.Constraint(
        "UNIQUE (log_id, level, tile_index)", "One tile at each index of a level."
    )

    def init(self):
        """Install the guards; hashes don't compress, so nobody should try."""
        guards.forbid_delete(self.env.cr, self._table)
        guards.on_row(self.env.cr, self._table, "fill", "BEFORE UPDATE", "azdev_ledger_tile_update")
        self.env.cr.execute("ALTER TABLE azdev_ledger_tile ALTER data SET STORAGE EXTERNAL")
