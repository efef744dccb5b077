# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ica_ledger import canonical_bytes

from ..database import rows


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

    @api.model
    def _keep(self, entry, salt, texts):
        """Store what opens an entry's commitments."""
        rows.insert(self.env.cr, self._table, opening_values(entry.id, salt, texts))


def opening_values(entry_id, salt, texts):
    """Return the row that opens an entry's commitments.

    :param entry_id: id of the entry, or an SQL expression for it
    :param bytes salt: the entry's salt
    :param dict texts: name -> text
    """
    kept = {name: text for name, text in texts.items() if text}
    return {"entry_id": entry_id, "salt": salt.hex(), "texts": canonical_bytes(kept).decode()}
