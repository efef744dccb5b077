# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AzdevErasureDecide(models.TransientModel):
    """Shows the second person what will be erased, and takes the decision."""

    _name = "azdev.erasure.decide"
    _description = "Decision on an erasure"

    erasure_id = fields.Many2one("azdev.erasure", required=True, ondelete="cascade")
    identity_id = fields.Many2one(related="erasure_id.identity_id")
    proposed_by_id = fields.Many2one(related="erasure_id.proposed_by_id")
    also_known_as = fields.Text(related="erasure_id.also_known_as")
    why = fields.Text(string="Reason", related="erasure_id.reason")
    reason = fields.Text(string="Why not", help="Mandatory to refuse.")
    kept = fields.Text(compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    unreachable = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("erasure_id")
    def _compute_preview(self):
        for decision in self:
            erasures, identity = self.env["azdev.erasure"], decision.identity_id
            decision.kept = erasures._as_superuser()._kept_because(identity)
            decision.preview = erasures._preview_html(identity, decision.also_known_as)
            decision.unreachable = erasures._unreachable_html(identity)

    def action_approve(self):
        """Approve, as whoever sent this request; the person is erased at once."""
        self.ensure_one()
        # erasing clears dialogues that name the person, this one maybe
        erasure = self.erasure_id
        erasure._approve()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Erased. The ledger holds a tombstone, and verifies as before."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_refuse(self):
        """Refuse the proposal, as whoever sent this request."""
        self.ensure_one()
        self.erasure_id._refuse_proposal(self.reason)
        return {"type": "ir.actions.act_window_close"}
