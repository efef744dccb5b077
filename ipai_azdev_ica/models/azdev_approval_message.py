# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..database import guards


class AzdevApprovalMessage(models.Model):
    """A question or an answer about a request. Conversation, not evidence of a decision."""

    _name = "azdev.approval.message"
    _inherit = "azdev.guarded"
    _description = "Message about an approval"
    _log_access = False
    _order = "id"
    _rec_name = "author_id"

    approval_id = fields.Many2one(
        "azdev.approval", required=True, readonly=True, index=True, ondelete="restrict"
    )
    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    author_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [("question", "More information asked"), ("answer", "Answer")],
        required=True,
        readonly=True,
    )
    body = fields.Text(required=True, readonly=True)
    written_at = fields.Datetime(required=True, readonly=True)

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.insert_only(self.env.cr, self._table)
