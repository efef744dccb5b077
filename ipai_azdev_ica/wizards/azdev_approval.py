# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..models.azdev_approval import OPEN_STATUSES
from ..policy import refuse_signer


class AzdevApproval(models.Model):
    """Buttons of an approval: each opens the dialogue that says what is about to happen."""

    _inherit = "azdev.approval"

    can_answer = fields.Boolean(compute="_compute_can_answer")
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")
    hindrance = fields.Char(compute="_compute_hindrance")

    @api.depends_context("uid")
    @api.depends("status", "message_ids")
    def _compute_can_answer(self):
        """Offer to answer where the last word is somebody else's question."""
        for approval in self:
            last = approval.message_ids.sorted("id")[-1:]
            approval.can_answer = (
                approval.status in OPEN_STATUSES
                and last.kind == "question"
                and last.author_id != self.env.user
            )

    @api.depends_context("uid")
    @api.depends("status", "signature_ids.withdrawal_ids")
    def _compute_can_withdraw(self):
        """Offer to take back one's own signature while the request is open."""
        for approval in self:
            own = approval.signature_ids.filtered(lambda one: one.user_id == self.env.user)
            approval.can_withdraw = approval.status in OPEN_STATUSES and bool(own._standing())

    @api.depends_context("uid")
    @api.depends("status", "signature_ids.withdrawal_ids")
    def _compute_hindrance(self):
        """Say why nobody, or just not this user, may sign; signing asks again."""
        for approval in self:
            # sudo: members may not read every identity; only words about oneself leave
            known = approval.sudo()
            identity = known.env["azdev.identity"].search(
                [("user_id", "=", self.env.uid), ("company_id", "=", known.company_id.id)], limit=1
            )
            duty = approval.status in OPEN_STATUSES and refuse_signer(
                known._policy_facts(), identity.pseudonym or "", known._policy_signatures()
            )
            approval.hindrance = duty and known._in_words(duty)

    def action_approve_technical(self):
        """Ask to confirm the technical signature."""
        return self._open_dialogue(
            "azdev.approval.sign", self.env._("Technical approval"), default_role="technical"
        )

    def action_approve_business(self):
        """Ask to confirm the business signature."""
        return self._open_dialogue(
            "azdev.approval.sign", self.env._("Business approval"), default_role="business"
        )

    def action_open_reject(self):
        """Ask for the reason of a rejection."""
        return self._open_dialogue("azdev.approval.reject", self.env._("Reject"))

    def action_open_withdraw(self):
        """Ask why a signature is withdrawn."""
        return self._open_dialogue("azdev.approval.withdraw", self.env._("Withdraw my signature"))

    def action_open_question(self):
        """Ask what the requester should tell."""
        return self._open_dialogue("azdev.approval.ask", self.env._("Ask for more information"))

    def action_open_answer(self):
        """Ask for the answer to a question."""
        return self._open_dialogue("azdev.approval.answer", self.env._("Answer the question"))

    def _open_dialogue(self, model, name, **context):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_approval_id": self.id, **context},
        }
