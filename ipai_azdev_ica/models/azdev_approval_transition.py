# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, models

from ..database.leases import NOW
from ..signer import authenticated_signer
from . import eligibility
from .azdev_approval import OPEN_STATUSES

DECIDED = {
    "approved": "succeeded",
    "rejected": "failed",
    "expired": "failed",
    "cancelled": "failed",
}


# with the signatures, which each transition asks for next
LOCK = """
    UPDATE azdev_approval SET lock_version = lock_version + 1 WHERE id = ANY(%s)
    RETURNING id, deadline_at <= clock_timestamp() AT TIME ZONE 'UTC', ARRAY(
        SELECT signature.id FROM azdev_approval_signature signature
        WHERE signature.approval_id = azdev_approval.id ORDER BY signature.id)
"""


class AzdevApproval(models.Model):
    """Every transition of an approval. Each first updates the row, so that of two at the same
    time one sees the other's result."""

    _inherit = "azdev.approval"

    def _sign(self, role, decision, comments=None):
        """Sign as whoever authenticated this request and return the signature.

        The same person, the same decision again: the first signature.

        :param str role: `technical` or `business`
        :param str decision: `approved` or `rejected`
        :param str comments: mandatory for a rejection
        :raise UserError: when the signature is refused; the refusal is recorded
        """
        signer, approval, identity, overdue = self._locked_for_signer()
        earlier = approval._signed_by(identity)
        standing = earlier._standing()
        if standing and (standing.role, standing.decision) == (role, decision):
            return standing.with_env(self.env)
        approval._check_not_signed(identity, earlier)
        approval._check_open(identity, overdue)
        signers = [signer.user_id, *approval.signature_ids._standing().user_id.ids]
        may = eligibility.signing_roles(approval.env, signers, approval.connection_id)
        approval._check_may_sign(signer, identity, role, decision, comments, may)
        signature = approval.signature_ids._record(
            approval, identity, signer, role=role, decision=decision, comments=comments
        )
        approval._advance(may, comments if decision == "rejected" else None)
        return signature.with_env(self.env)

    def _withdraw(self, reason):
        """Take back the approval of whoever authenticated this request and return the withdrawal.

        The signature stays on record and counts no more. A person signs a request once: whoever
        withdrew doesn't sign it again, a colleague must. No right to sign is asked for: taking
        back one's own word never makes more of a request. The same again: the first withdrawal.

        :param str reason: mandatory
        :raise UserError: nothing was signed, it was a rejection, or the request is closed; the
            refusal is recorded
        """
        signer, approval, identity, _overdue = self._locked_for_signer()
        own = approval._signed_by(identity)
        if own.withdrawal_ids:
            return own.withdrawal_ids.with_env(self.env)
        reason = (reason or "").strip()
        approval._check_may_withdraw(identity, own, reason)
        withdrawal = own.withdrawal_ids._record(own, signer, reason)
        approval._go_back()
        return withdrawal.with_env(self.env)

    def _locked_for_signer(self):
        """Return who authenticated this request, the locked row, his identity, and if time is over.

        The row comes as superuser: nobody may write evidence directly. Who acts was taken from the
        request; his own signature, membership, role and duties are checked by the callers, which is
        more than reading asks. Without context, so that no default and no switch of his applies.
        """
        self.ensure_one()
        signer = authenticated_signer(self.env)
        approval = self.with_env(self.env(user=SUPERUSER_ID, context={"lang": self.env.lang}))
        overdue = approval._lock()
        identity = approval.env["azdev.identity"]._of_user(
            approval.env["res.users"].browse(signer.user_id),
            approval.company_id,
            beside=approval.requester_id,
        )
        return signer, approval, identity, overdue

    def _signed_by(self, identity):
        return self.signature_ids.filtered(lambda one: one.identity_id == identity)

    def _lock(self):
        """Take the rows for a transition and tell whether the time of one of them is over.

        Raises when one moved since our snapshot; a lost race is tried again, so it is not logged.
        """
        self.env.cr.execute(LOCK, (self.ids,), log_exceptions=False)
        self.invalidate_recordset(flush=False)
        rows = self.env.cr.fetchall()
        for approval_id, _over, signature_ids in rows:
            approval = self.browse(approval_id)
            self._fields["signature_ids"]._update_cache(approval, tuple(signature_ids))
        return any(over for _id, over, _signatures in rows)

    def _advance(self, may, reason=None):
        """Set the status to what the signatures amount to, and tell Azure DevOps a final one.

        :param dict may: user id -> halves that the user may sign, read under lock
        """
        decision = self._decide_now(may)
        if decision.outcome.value != self.status:
            self._set_status(decision.outcome.value, "; ".join(decision.reasons), reason)

    def _go_back(self):
        """Set the status to what is left after a withdrawal, which never closes a request.

        A signer may have regained his rights since: that becomes a yes with the next signature.
        """
        decision = self._decide_now()
        if decision.outcome.value in set(OPEN_STATUSES) - {self.status}:
            self._set_status(decision.outcome.value, "; ".join(decision.reasons))

    def _set_status(self, status, explanation, reason=None, tell=True):
        values = {"status": status}
        if status in DECIDED:
            values["closed_at"] = NOW
        if status == "rejected":
            values["rejection_reason"] = reason
        if status == "cancelled":
            values["cancel_reason"] = reason
        entry = self.env["azdev.ledger.entry"]._append(
            f"approval.{status}",
            f"approval:{self.approval_id}",
            {
                "dossier": self.dossier_hash,
                "signatures": self.signature_ids._standing().mapped("signature_hash"),
                "connection": self.connection_id.id,
            },
            {"explanation": explanation, "reason": reason or ""},
        )
        if status in DECIDED:
            values["decision_entry_id"] = entry.id
        self._update(values)
        if tell and status in DECIDED and self.call_key:
            line = f"{self.approval_id} {status}: {reason or explanation}"
            self.env["azdev.callback"]._decide(self, DECIDED[status], line)

    def _expire(self):
        """Close requests whose time is over; Azure DevOps hears `failed`."""
        for approval in self:
            approval._lock()
            if approval.status in OPEN_STATUSES:
                approval._set_status("expired", "nobody signed in time", None)

    def _cancel(self, reason, tell):
        """Close requests whose run has ended.

        :param bool tell: whether Azure DevOps may still wait for the answer
        """
        for approval in self:
            approval._lock()
            if approval.status in OPEN_STATUSES:
                approval._set_status("cancelled", reason, reason, tell=tell)
