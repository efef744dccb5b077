# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from ..database.cursors import own_transaction
from ..database.leases import NOW
from ..exceptions import ContradictionError
from ..policy import refuse_signer
from ..signer import authenticated_signer
from . import eligibility
from .azdev_approval import OPEN_STATUSES

DECIDED = {
    "approved": "succeeded",
    "rejected": "failed",
    "expired": "failed",
    "cancelled": "failed",
}


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
        self.ensure_one()
        signer = authenticated_signer(self.env)
        # Superuser: nobody may write evidence directly; who signs was taken from the request above
        # and is checked below against membership, role and duties, which is more than reading asks.
        # Without context, so that no default and no switch of the signer's applies.
        approval = self.with_env(self.env(user=SUPERUSER_ID, context={"lang": self.env.lang}))
        overdue = approval._lock()
        identity = approval.env["azdev.identity"]._of_user(
            approval.env["res.users"].browse(signer.user_id), approval.company_id
        )
        earlier = approval.signature_ids.filtered(lambda one: one.identity_id == identity)
        if earlier and (earlier.role, earlier.decision) == (role, decision):
            return earlier.with_env(self.env)
        if earlier:
            said = self.env._(
                "You signed already (%(role)s, %(decision)s): another person must sign.",
                role=earlier.role,
                decision=earlier.decision,
            )
            approval._refuse(identity, said, ContradictionError)
        approval._check_open(identity, overdue)
        signers = [signer.user_id, *approval.signature_ids.user_id.ids]
        may = eligibility.signing_roles(approval.env, signers, approval.connection_id)
        approval._check_may_sign(signer, identity, role, decision, comments, may)
        signature = approval.signature_ids._record(
            approval, identity, signer, role=role, decision=decision, comments=comments
        )
        approval._advance(may, comments if decision == "rejected" else None)
        return signature.with_env(self.env)

    def _lock(self):
        """Take the rows for a transition and tell whether the time of one of them is over.

        Raises when one moved since our snapshot; a lost race is tried again, so it is not logged.
        """
        self.env.cr.execute(
            """UPDATE azdev_approval SET lock_version = lock_version + 1 WHERE id = ANY(%s)
               RETURNING deadline_at <= clock_timestamp() AT TIME ZONE 'UTC'""",
            (self.ids,),
            log_exceptions=False,
        )
        self.invalidate_recordset(flush=False)
        return any(over for (over,) in self.env.cr.fetchall())

    def _check_open(self, identity, overdue):
        if self.status not in OPEN_STATUSES:
            status = dict(self._fields["status"]._description_selection(self.env))[self.status]
            self._refuse(identity, self.env._("This request is closed: %s.", status.lower()))
        if overdue:
            self._refuse(identity, self.env._("The time for signing is over."))

    def _check_may_sign(self, signer, identity, role, decision, comments, may):
        if decision == "rejected" and not (comments or "").strip():
            raise UserError(self.env._("Say why you reject: the reason is mandatory."))
        if role not in may.get(signer.user_id, ()):
            if eligibility.is_administrator(self.env, signer.user_id):
                self._refuse(identity, self.env._("A system administrator never signs."))
            self._refuse(
                identity,
                self.env._("You are not a %(role)s approver of this connection.", role=role),
            )
        duty = refuse_signer(self._policy_facts(), identity.pseudonym, self._policy_signatures())
        if signer.user_id == self.requester_user_id.id:
            duty = "requester"
        if duty:
            self._refuse(identity, self._in_words(duty))

    def _in_words(self, duty):
        return {
            "requester": self.env._(
                "You requested this deployment: somebody else must sign (segregation of duties)."
            ),
            "already signed": self.env._("You signed already: another person must sign this half."),
            "facts not verified": self.env._("Azure DevOps has not confirmed the facts yet."),
            "requester unknown": self.env._(
                "Nobody knows who requested this. Link the requester's identity to a user first."
            ),
        }[duty]

    def _refuse(self, identity, reason, error=UserError):
        """Record a refusal in a transaction of its own and raise it."""
        env, approval_id, pseudonym = self.env, self.approval_id, identity.pseudonym

        @env.cr.postrollback.add
        def record_refusal():
            with own_transaction(env) as own:
                own["azdev.ledger.entry"]._append(
                    "approval.refused",
                    f"approval:{approval_id}",
                    {"identity": pseudonym},
                    {"reason": str(reason)},
                )

        raise error(reason)

    def _advance(self, may, reason=None):
        """Set the status to what the signatures amount to, and tell Azure DevOps a final one.

        :param dict may: user id -> halves that the user may sign, read under lock
        """
        decision = self._decide_now(may)
        if decision.outcome.value == self.status:
            return
        self._set_status(decision.outcome.value, "; ".join(decision.reasons), reason)

    def _set_status(self, status, explanation, reason=None, tell=True):
        values = {"status": status}
        if status in DECIDED:
            values["closed_at"] = NOW
        if status == "rejected":
            values["rejection_reason"] = reason
        if status == "cancelled":
            values["cancel_reason"] = reason
        self._update(values)
        self.env["azdev.ledger.entry"]._append(
            f"approval.{status}",
            f"approval:{self.approval_id}",
            {
                "dossier": self.dossier_hash,
                "signatures": [one.signature_hash for one in self.signature_ids],
                "connection": self.connection_id.id,
            },
            {"explanation": explanation, "reason": reason or ""},
        )
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
