# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import NO_ACCESS

from ..database import guards


class AzdevLedgerOpening(models.Model):
    """Salt and texts behind the commitments of an entry; may be erased, the entry may not."""

    _name = "azdev.ledger.opening"
    _inherit = "azdev.guarded"
    _description = "Opening of a ledger entry's commitments"
    _log_access = False

    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    salt = fields.Char(required=True, readonly=True, groups=NO_ACCESS)
    texts = fields.Text(required=True, readonly=True)

    def init(self):
        """Install the guards: only the erasure of a person empties an opening."""
        guards.install(self.env.cr, "refusals")
        guards.forbid_delete(self.env.cr, self._table)
        guards.on_row(self.env.cr, self._table, "fixed", "BEFORE UPDATE", "azdev_refuse_change")
