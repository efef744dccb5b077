# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..policy import Decision, Facts, Role, Signature, decide, rules_of
from . import eligibility


class AzdevApproval(models.Model):
    """A request as the pure policy sees it."""

    _inherit = "azdev.approval"

    def _decide(self) -> Decision:
        """Return what the signatures amount to, for people to see."""
        return decide(
            self._policy_facts(), rules_of(self.deployment_target), self._policy_signatures()
        )

    def _decide_now(self, may=None) -> Decision:
        """Return what the signatures amount to, counting only signers who may still sign.

        :param dict may: what `signing_roles` said in this transaction, where that was asked

        Takes locks: nobody loses a right between this answer and the end of the transaction.
        """
        if may is None:
            signers = self.signature_ids._standing().user_id.ids
            may = eligibility.signing_roles(self.env, signers, self.connection_id)
        counting = self.signature_ids.filtered(lambda one: one.role in may.get(one.user_id.id, ()))
        return decide(
            self._policy_facts(),
            rules_of(self.deployment_target),
            self._policy_signatures(counting),
        )

    def _policy_facts(self) -> Facts:
        requester = self.requester_id
        named = self.requester_user_id and requester.kind == "human"
        return Facts(
            verified=self.facts_verified or self.source == "api",
            requester=requester.pseudonym if named else None,
            dossier_hash=self.dossier_hash,
        )

    def _policy_signatures(self, signatures=None):
        signatures = self.signature_ids if signatures is None else signatures
        return [
            Signature(
                identity=one.identity_id.pseudonym,
                role=Role(one.role),
                approved=one.decision == "approved",
                dossier_hash=one.dossier_hash,
                withdrawn=bool(one.withdrawal_ids),
            )
            for one in signatures.sorted("id")
        ]
