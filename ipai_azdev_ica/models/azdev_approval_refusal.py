# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..database.cursors import own_transaction
from ..exceptions import ContradictionError
from ..policy import refuse_signer
from . import eligibility
from .azdev_approval import OPEN_STATUSES

MOST_A_MINUTE = 20
REFUSED_LATELY = """
    SELECT count(*) FROM azdev_ledger_entry
    WHERE subject = %(subject)s AND kind = 'approval.refused'
      AND recorded_at > clock_timestamp() AT TIME ZONE 'UTC' - interval '1 minute'
      AND body::jsonb->>'identity' = %(identity)s
"""


class AzdevApproval(models.Model):
    """Why somebody may not do what he asks for. Each refusal says what to do, and is recorded."""

    _inherit = "azdev.approval"

    def _check_not_signed(self, identity, earlier):
        """Refuse a second signature of the same person, whatever became of the first."""
        if not earlier:
            return
        if earlier.withdrawal_ids:
            self._refuse(identity, self._in_words("withdrew"), ContradictionError)
        said = self.env._(
            "You signed already (%(role)s, %(decision)s): another person must sign.",
            role=earlier.role,
            decision=earlier.decision,
        )
        self._refuse(identity, said, ContradictionError)

    def _check_open(self, identity, overdue):
        if self.status not in OPEN_STATUSES:
            self._refuse(identity, self.env._("This request is closed: %s.", self._status_word()))
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

    def _check_may_withdraw(self, identity, own, reason):
        """Refuse to withdraw what was never signed, or what has closed the request already.

        A request whose time is over closes as expired in a moment; until then taking back a
        signature of it does no harm.
        """
        if not own:
            self._refuse(
                identity,
                self.env._("You have not signed this request: there is nothing to withdraw."),
            )
        if own.decision == "rejected":
            self._refuse(
                identity,
                self.env._(
                    "A rejection can't be withdrawn: it has closed the request. "
                    "Run the stage again in Azure DevOps to open a new one."
                ),
            )
        if self.status == "approved":
            self._refuse(
                identity,
                self.env._(
                    "This request is approved: a signature can be withdrawn only before. "
                    "To stop the deployment, cancel the run in Azure DevOps."
                ),
            )
        if self.status not in OPEN_STATUSES:
            self._refuse(
                identity,
                self.env._(
                    "This request is closed: %s. There is nothing left to withdraw.",
                    self._status_word(),
                ),
            )
        if not reason:
            raise UserError(self.env._("Say why you withdraw: the reason is mandatory."))

    def _status_word(self):
        return dict(self._fields["status"]._description_selection(self.env))[self.status].lower()

    def _in_words(self, duty):
        return {
            "requester": self.env._(
                "You requested this deployment: somebody else must sign (segregation of duties)."
            ),
            "already signed": self.env._("You signed already: another person must sign this half."),
            "withdrew": self.env._(
                "You withdrew your signature: a person signs a request once, "
                "so a colleague must sign it."
            ),
            "facts not verified": self.env._("Azure DevOps has not confirmed the facts yet."),
            "requester unknown": self.env._(
                "Nobody knows who requested this. Link the requester's identity to a user first."
            ),
        }[duty]

    def _refuse(self, identity, reason, error=UserError):
        """Record a refusal in a transaction of its own and raise it.

        Of one person's refusals on one request no more than `MOST_A_MINUTE` are recorded: whoever
        presses a button all day must not fill the ledger.
        """
        env, approval_id, pseudonym = self.env, self.approval_id, identity.pseudonym

        @env.cr.postrollback.add
        def record_refusal():
            with own_transaction(env) as own:
                subject = f"approval:{approval_id}"
                own.cr.execute(REFUSED_LATELY, {"subject": subject, "identity": pseudonym})
                if own.cr.fetchone()[0] >= MOST_A_MINUTE:
                    return
                own["azdev.ledger.entry"]._append(
                    "approval.refused",
                    subject,
                    {"identity": pseudonym},
                    {"reason": str(reason)},
                )

        raise error(reason)
