# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AzdevIdentity(models.Model):
    """Buttons of an identity: each opens the dialogue that says what is about to happen."""

    _inherit = "azdev.identity"

    is_held = fields.Boolean(string="Legal hold", compute="_compute_erasure")
    is_erased = fields.Boolean(string="Erased", compute="_compute_erasure")

    def _compute_erasure(self):
        # sudo: engineers see identities, not erasures; only two facts leave
        holds = self.env["azdev.erasure.hold"].sudo().search([("identity_id", "in", self.ids)])
        done = (
            self.env["azdev.erasure"]
            .sudo()
            .search([("identity_id", "in", self.ids), ("state", "=", "done")])
        )
        for identity in self:
            newest = holds.filtered(lambda hold, one=identity: hold.identity_id == one)[:1]
            identity.is_held = newest.held
            identity.is_erased = identity in done.identity_id

    def action_open_erasure(self):
        """Show what an erasure would reach."""
        return self._open_erasure_dialogue("azdev.erasure.propose", self.env._("Erase this person"))

    def action_open_hold(self):
        """Ask why a legal hold is set or lifted."""
        name = self.env._("Lift the legal hold") if self.is_held else self.env._("Set a legal hold")
        return self._open_erasure_dialogue("azdev.erasure.holding", name)

    def _open_erasure_dialogue(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_identity_id": self.id},
        }


class AzdevErasure(models.Model):
    """Buttons of an erasure."""

    _inherit = "azdev.erasure"

    can_decide = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can(self):
        """Offer what this user could do; each step asks again."""
        may = self.env["azdev.erasure.decide"].has_access("create")
        for erasure in self:
            is_open, own = erasure.state == "proposed", erasure.proposed_by_id == self.env.user
            erasure.can_decide = is_open and may and not own
            erasure.can_cancel = is_open and own

    def action_open_decision(self):
        """Show the second person what will be erased."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase this person for good"),
            "res_model": "azdev.erasure.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_erasure_id": self.id},
        }

    def action_cancel(self):
        """Take back one's own proposal."""
        self._cancel()
