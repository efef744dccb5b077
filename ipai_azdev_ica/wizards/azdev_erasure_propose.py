# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AzdevErasurePropose(models.TransientModel):
    """Shows what an erasure would reach, and takes the proposal."""

    _name = "azdev.erasure.propose"
    _description = "Proposal to erase a person"

    identity_id = fields.Many2one(
        "azdev.identity", string="Person", required=True, ondelete="cascade"
    )
    also_known_as = fields.Text(
        string="Also known as",
        help="Separated by commas. Looked for as whole words, whatever their case.",
    )
    reason = fields.Text(required=True)
    kept = fields.Text(compute="_compute_kept")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    unreachable = fields.Html(compute="_compute_unreachable", sanitize=False)

    @api.depends("identity_id")
    def _compute_kept(self):
        for proposal in self:
            erasures = self.env["azdev.erasure"]._as_superuser()
            proposal.kept = erasures._kept_because(proposal.identity_id)

    @api.depends("identity_id", "also_known_as")
    def _compute_preview(self):
        for proposal in self:
            proposal.preview = self.env["azdev.erasure"]._preview_html(
                proposal.identity_id, proposal.also_known_as
            )

    @api.depends("identity_id")
    def _compute_unreachable(self):
        for proposal in self:
            proposal.unreachable = self.env["azdev.erasure"]._unreachable_html(proposal.identity_id)

    def action_confirm(self):
        """Propose, as whoever sent this request, and show the proposal."""
        self.ensure_one()
        made = self.env["azdev.erasure"]._propose(self.identity_id, self.reason, self.also_known_as)
        return {
            "type": "ir.actions.act_window",
            "res_model": "azdev.erasure",
            "res_id": made.id,
            "view_mode": "form",
        }
