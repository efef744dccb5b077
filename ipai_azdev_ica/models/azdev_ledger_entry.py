# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os

from odoo import api, fields, models

from ica_ledger import SALT_BYTES, canonical_bytes, commit

from ..database import guards


class AzdevLedgerEntry(models.Model):
    """One thing that happened, as canonical bytes, written with what it records."""

    _name = "azdev.ledger.entry"
    _inherit = "azdev.guarded"
    _description = "Ledger entry"
    _log_access = False
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char(string="UUID", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True, index=True)
    subject = fields.Char(required=True, readonly=True, index=True)
    recorded_at = fields.Datetime(required=True, readonly=True)
    body = fields.Text(required=True, readonly=True)
    entry = fields.Text(required=True, readonly=True, help="The exact bytes that are hashed.")
    leaf_hash = fields.Char(required=True, readonly=True)

    _uuid_uniq = models.Constraint("UNIQUE (uuid)", "A ledger entry has one identifier.")

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "ledger_entry")
        guards.on_row(self.env.cr, self._table, "seal", "BEFORE INSERT", "azdev_ledger_entry_seal")
        guards.insert_only(self.env.cr, self._table)

    @api.model
    def _append(self, kind, subject, body, texts=None):
        """Record something in this transaction and return the entry.

        :param str kind: dotted name such as `approval.signed`
        :param str subject: `<kind of thing>:<uuid or number>`
        :param dict body: ids, enums, times, integers and hashes; no names, no free text
        :param dict texts: names and free texts; the entry holds salted commitments to them
        """
        sealed, salt = sealed_body(body, texts)
        entry = self._insert({"kind": kind, "subject": subject, "body": sealed})
        if texts:
            self.env["azdev.ledger.opening"]._keep(entry, salt, texts)
        return entry


def sealed_body(body, texts):
    """Return an entry's canonical body as text, and the salt of its commitments.

    :param dict body: what stands in the entry itself
    :param dict texts: what stands there as a commitment only
    """
    salt = os.urandom(SALT_BYTES)
    commitments = {name: commit(salt, name, text) for name, text in (texts or {}).items() if text}
    full = {**body, "texts": commitments} if commitments else body
    return canonical_bytes(full).decode(), salt
