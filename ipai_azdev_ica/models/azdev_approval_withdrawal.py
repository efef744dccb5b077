# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..database import guards
from .azdev_approval_signature import IP_SOURCES, METHODS


class AzdevApprovalWithdrawal(models.Model):
    """A signer's word that his approval counts no more. Insert-only, as the approval itself.

    The signature stays on record beside it, and so does the rule that a person signs a request
    once: whoever withdrew doesn't sign it again, a colleague must. Otherwise a signature could be
    switched off and on at will, and nobody could tell what was seen when it was given.
    """

    _name = "azdev.approval.withdrawal"
    _inherit = "azdev.guarded"
    _description = "Withdrawal of a signature"
    _log_access = False
    _order = "id"
    _rec_name = "withdrawal_hash"

    approval_id = fields.Many2one(
        "azdev.approval", required=True, readonly=True, index=True, ondelete="restrict"
    )
    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    signature_id = fields.Many2one(
        "azdev.approval.signature", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Signer", required=True, readonly=True, ondelete="restrict"
    )
    reason = fields.Text(required=True, readonly=True)
    withdrawn_at = fields.Datetime(required=True, readonly=True)
    ip_address = fields.Char(string="IP address", readonly=True)
    ip_source = fields.Selection(IP_SOURCES, readonly=True)
    method = fields.Selection(METHODS, required=True, readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )
    withdrawal_hash = fields.Char(required=True, readonly=True)

    _signature_uniq = models.Constraint(
        "UNIQUE (signature_id)", "A signature is withdrawn once, and for good."
    )
    _entry_uniq = models.Constraint("UNIQUE (entry_id)", "Each withdrawal has its own entry.")

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.insert_only(self.env.cr, self._table)
        guards.install(self.env.cr, "withdrawal")
        guards.on_row(
            self.env.cr, self._table, "recorded", "BEFORE INSERT", "azdev_withdrawal_recorded"
        )

    @api.model
    def _record(self, signature, signer, reason):
        """Store the withdrawal of a signature with its ledger entry and return it.

        :param signature: approval of the signer's, on a locked and open request
        :param Signer signer: who authenticated the request
        """
        approval = signature.approval_id
        entry = self.env["azdev.ledger.entry"]._append(
            "approval.withdrawn",
            f"approval:{approval.approval_id}",
            {
                "identity": signature.identity_id.pseudonym,
                "signature": signature.signature_hash,
                "role": signature.role,
                "dossier": signature.dossier_hash,
                "method": signer.method,
                "ip_source": signer.ip_source,
                "connection": approval.connection_id.id,
            },
            {"reason": reason, "ip_address": signer.ip_address},
        )
        return self._insert(
            {
                "approval_id": approval.id,
                "connection_id": approval.connection_id.id,
                "company_id": approval.company_id.id,
                "signature_id": signature.id,
                "user_id": signer.user_id,
                "reason": reason,
                "withdrawn_at": entry.recorded_at,
                "ip_address": signer.ip_address,
                "ip_source": signer.ip_source,
                "method": signer.method,
                "entry_id": entry.id,
                "withdrawal_hash": entry.leaf_hash,
            }
        )
