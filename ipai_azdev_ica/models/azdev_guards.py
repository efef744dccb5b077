# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.modules import Manifest

from ..database import fingerprint, guards


class AzdevGuards(models.Model):
    """Which guards an installation or an upgrade left in the database."""

    _name = "azdev.guards"
    _inherit = "azdev.guarded"
    _description = "Installed guards"
    _log_access = False
    _order = "id desc"
    _rec_name = "recorded_at"

    recorded_at = fields.Datetime(string="Recorded", required=True, readonly=True)
    definitions = fields.Char(required=True, readonly=True, help="Hash of what they say.")
    generation = fields.Char(
        required=True, readonly=True, help="Hash of which transaction wrote each."
    )
    details = fields.Text(required=True, readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )

    _entry_uniq = models.Constraint("UNIQUE (entry_id)", "A record has one ledger entry.")

    def init(self):
        """Install this table's guards, and record all guards once every model has its own."""
        guards.install(self.env.cr, "refusals")
        guards.insert_only(self.env.cr, self._table)
        # once more to the end of the queue: unique indexes of other models are made from it, too
        self.pool.post_init(self.pool.post_init, self._record)

    @api.model
    def _record(self):
        """Record the guards as they are now, with a ledger entry, unless they are the last ones.

        Whoever takes the guards off could call this as well. He leaves an entry that no
        installation explains.
        """
        if not fingerprint.check(self.env.cr):
            return self.browse()
        found = fingerprint.fingerprint(self.env.cr)
        recorded = self.env["azdev.ledger.entry"]._append(
            "guards.installed",
            "guards:installed",
            {
                "definitions": found.definitions,
                "generation": found.generation,
                "guards": len(found.details),
                "version": Manifest.for_addon("ipai_azdev_ica")["version"],
            },
        )
        return self._insert(
            {
                "recorded_at": recorded.recorded_at,
                "definitions": found.definitions,
                "generation": found.generation,
                "details": json.dumps(found.details),
                "entry_id": recorded.id,
            }
        )
