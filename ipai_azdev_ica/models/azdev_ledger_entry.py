# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models

from ica_ledger import SALT_BYTES, canonical_bytes, commit

from ..database import guards

APPEND = """
    WITH entry AS (
        INSERT INTO azdev_ledger_entry (kind, subject, body)
        VALUES (%(kind)s, %(subject)s, %(body)s) RETURNING id, leaf_hash, recorded_at),
    opening AS (
        INSERT INTO azdev_ledger_opening (entry_id, salt, texts)
        SELECT id, %(salt)s, %(texts)s FROM entry WHERE %(texts)s IS NOT NULL)
    SELECT id, leaf_hash, recorded_at FROM entry
"""


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
        """Record something in this transaction and return what the database made of it.

        :param str kind: dotted name such as `approval.signed`
        :param str subject: `<kind of thing>:<uuid or number>`
        :param dict body: ids, enums, times, integers and hashes; no names, no free text
        :param dict texts: names and free texts; the entry holds salted commitments to them
        :rtype: Recorded
        """
        sealed = seal(body, texts)
        self.env.cr.execute(
            APPEND, {"kind": kind, "subject": subject, **sealed}, log_exceptions=False
        )
        return Recorded(*self.env.cr.fetchone())


class Recorded(NamedTuple):
    """An entry as the database sealed it."""

    id: int
    leaf_hash: str
    recorded_at: datetime


def seal(body, texts):
    """Return an entry's canonical body, and salt and texts that open its commitments.

    :param dict body: what stands in the entry itself
    :param dict texts: what stands there as a commitment only
    """
    kept = {name: text for name, text in (texts or {}).items() if text}
    if not kept:
        return {"body": canonical_bytes(body).decode(), "salt": None, "texts": None}
    salt = os.urandom(SALT_BYTES)
    commitments = {name: commit(salt, name, text) for name, text in kept.items()}
    return {
        "body": canonical_bytes({**body, "texts": commitments}).decode(),
        "salt": salt.hex(),
        "texts": canonical_bytes(kept).decode(),
    }
