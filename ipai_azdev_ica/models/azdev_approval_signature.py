# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..database import guards

ROLES = [("technical", "Technical"), ("business", "Business")]
DECISIONS = [("approved", "Approved"), ("rejected", "Rejected")]
IP_SOURCES = [
    ("direct", "Direct"),
    ("proxy", "Behind a proxy"),
    ("mattermost", "Mattermost server"),
]
METHODS = [("session", "Session"), ("api_key", "API key")]


class AzdevApprovalSignature(models.Model):
    """One person's word on one dossier: who, as what, when, from where, how signed in."""

    _name = "azdev.approval.signature"
    _inherit = "azdev.guarded"
    _description = "Approval signature"
    _log_access = False
    _order = "id"
    _rec_name = "signature_hash"

    approval_id = fields.Many2one(
        "azdev.approval", required=True, readonly=True, index=True, ondelete="restrict"
    )
    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    identity_id = fields.Many2one(
        "azdev.identity", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Signer", required=True, readonly=True, ondelete="restrict"
    )
    role = fields.Selection(ROLES, required=True, readonly=True)
    decision = fields.Selection(DECISIONS, required=True, readonly=True)
    comments = fields.Text(readonly=True)
    signed_at = fields.Datetime(required=True, readonly=True)
    ip_address = fields.Char(string="IP address", readonly=True)
    ip_source = fields.Selection(IP_SOURCES, readonly=True)
    method = fields.Selection(METHODS, required=True, readonly=True)
    dossier_hash = fields.Char(required=True, readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )
    signature_hash = fields.Char(required=True, readonly=True)
    withdrawal_ids = fields.One2many("azdev.approval.withdrawal", "signature_id", readonly=True)
    withdrawn_at = fields.Datetime(compute="_compute_withdrawn")
    withdrawn_because = fields.Text(compute="_compute_withdrawn")

    _person_uniq = models.Constraint("UNIQUE (approval_id, identity_id)", "Nobody signs twice.")
    _user_uniq = models.Constraint("UNIQUE (approval_id, user_id)", "Nobody signs twice.")
    _entry_uniq = models.Constraint("UNIQUE (entry_id)", "Each signature has its own ledger entry.")

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.insert_only(self.env.cr, self._table)
        guards.install(self.env.cr, "signature")
        guards.on_row(
            self.env.cr, self._table, "recorded", "BEFORE INSERT", "azdev_signature_recorded"
        )

    @api.depends("withdrawal_ids")
    def _compute_withdrawn(self):
        for signature in self:
            withdrawal = signature.withdrawal_ids[:1]
            signature.withdrawn_at = withdrawal.withdrawn_at
            signature.withdrawn_because = withdrawal.reason

    def _standing(self):
        """Return those that nobody took back."""
        return self.filtered(lambda one: not one.withdrawal_ids)

    @api.model
    def _record(self, approval, identity, signer, *, role, decision, comments):
        """Store a signature with its ledger entry and return it.

        :param approval: locked approval
        :param identity: the signer's identity
        :param Signer signer: who authenticated the request
        """
        entry = self.env["azdev.ledger.entry"]._append(
            "approval.signed",
            f"approval:{approval.approval_id}",
            {
                "identity": identity.pseudonym,
                "role": role,
                "decision": decision,
                "dossier": approval.dossier_hash,
                "method": signer.method,
                "ip_source": signer.ip_source,
                "connection": approval.connection_id.id,
            },
            {"comments": comments or "", "ip_address": signer.ip_address},
        )
        signature = self._insert(
            {
                "approval_id": approval.id,
                "connection_id": approval.connection_id.id,
                "company_id": approval.company_id.id,
                "identity_id": identity.id,
                "user_id": signer.user_id,
                "role": role,
                "decision": decision,
                "comments": comments or None,
                "signed_at": entry.recorded_at,
                "ip_address": signer.ip_address,
                "ip_source": signer.ip_source,
                "method": signer.method,
                "dossier_hash": approval.dossier_hash,
                "entry_id": entry.id,
                "signature_hash": entry.leaf_hash,
            }
        )
        # what was just signed is not withdrawn: nobody needs to ask
        self._fields["withdrawal_ids"]._update_cache(signature, ())
        return signature
