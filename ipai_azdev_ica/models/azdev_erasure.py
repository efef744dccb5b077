# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..database import guards

STATES = [
    ("proposed", "Proposed"),
    # within the transaction that erases; no reader ever sees it
    ("approved", "Approved"),
    ("done", "Done"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]


class AzdevErasure(models.Model):
    """Request to erase a person: one proposes, another approves, then it is done at once.

    The ledger keeps pseudonyms and commitments without their salts; the person is named nowhere.
    """

    _name = "azdev.erasure"
    _inherit = "azdev.guarded"
    _description = "Erasure of a person"
    _log_access = False
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char(string="UUID", required=True, readonly=True)
    identity_id = fields.Many2one(
        "azdev.identity",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    pseudonym = fields.Char(related="identity_id.pseudonym")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    reason = fields.Text(required=True, readonly=True)
    also_known_as = fields.Text(
        string="Also known as",
        readonly=True,
        help="Further names to look for in free texts, separated by commas.",
    )
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    lock_version = fields.Integer(required=True, readonly=True)
    proposed_by_id = fields.Many2one(
        "res.users", string="Proposed by", required=True, readonly=True, ondelete="restrict"
    )
    proposed_at = fields.Datetime(string="Proposed", required=True, readonly=True)
    proposed_entry_id = fields.Many2one(
        "azdev.ledger.entry",
        string="Entry of the proposal",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, ondelete="restrict"
    )
    approved_at = fields.Datetime(string="Approved", readonly=True)
    approved_entry_id = fields.Many2one(
        "azdev.ledger.entry", string="Entry of the approval", readonly=True, ondelete="restrict"
    )
    approved_in = fields.Char(
        string="Transaction", readonly=True, help="The only one that may change guarded rows."
    )
    closed_by_id = fields.Many2one(
        "res.users", string="Closed by", readonly=True, ondelete="restrict"
    )
    closed_at = fields.Datetime(string="Closed", readonly=True)
    closed_entry_id = fields.Many2one(
        "azdev.ledger.entry", string="Last entry", readonly=True, ondelete="restrict"
    )
    closing_reason = fields.Text(string="Why not", readonly=True)

    _uuid_uniq = models.Constraint("UNIQUE (uuid)", "An erasure has one identifier.")
    _two_people = models.Constraint(
        "CHECK (approved_by_id <> proposed_by_id)", "One person never erases alone."
    )
    _open_uniq = models.UniqueIndex(
        "(identity_id) WHERE state = 'proposed'", "The erasure of this person is proposed already."
    )

    def init(self):
        """Install the guards, those of every table that an erasure reaches included."""
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "callback")
        guards.install(self.env.cr, "erasure_reach")
        guards.install(self.env.cr, "erasure")
        guards.forbid_delete(self.env.cr, self._table)
        for suffix, event in (("insert", "BEFORE INSERT"), ("update", "BEFORE UPDATE")):
            guards.on_row(self.env.cr, self._table, suffix, event, f"azdev_erasure_{suffix}")
        guards.at_commit(
            self.env.cr, self._table, "finished", "AFTER UPDATE", "azdev_erasure_finished"
        )

    @api.depends("identity_id")
    def _compute_display_name(self):
        for erasure in self:
            erasure.display_name = erasure.identity_id.display_name
