# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ..database import guards

STATUSES = [
    ("pending", "Pending"),
    ("technical_approved", "Technical Approved"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
    ("overridden", "Overridden"),
    ("observed", "Observed"),
]
NUMBER = re.compile(r"APR-[0-9]{4}-[0-9]{3,12}")
OPEN_STATUSES = ("pending", "technical_approved")


class AzdevApproval(models.Model):
    """Request for approval (PRD 3.2, 8.1): what is to be deployed where, and who signed it.

    The row's status is a cache of what the signatures amount to.
    """

    _name = "azdev.approval"
    _inherit = "azdev.guarded"
    _description = "Azure DevOps Approval Request"
    _log_access = False
    _order = "opened_at desc, id desc"
    _rec_name = "approval_id"

    approval_id = fields.Char(required=True, readonly=True)
    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    run_id = fields.Many2one(
        "azdev.pipeline.run", required=True, readonly=True, ondelete="restrict"
    )
    gate_id = fields.Many2one(
        "azdev.gate", required=True, readonly=True, index=True, ondelete="restrict"
    )
    source = fields.Selection(
        [("check", "Azure DevOps check"), ("api", "API: facts claimed by the caller")],
        required=True,
        readonly=True,
    )
    deployment_target = fields.Selection(
        [("staging", "Staging"), ("production", "Production")], required=True, readonly=True
    )
    environment = fields.Char(readonly=True)
    pipeline_name = fields.Char(related="run_id.pipeline_name")
    branch = fields.Char(readonly=True)
    commit = fields.Char(readonly=True)
    build_id = fields.Integer(readonly=True)
    stage = fields.Char(readonly=True)
    attempt = fields.Integer(readonly=True)
    requester_id = fields.Many2one("azdev.identity", readonly=True, index=True, ondelete="restrict")
    requester_user_id = fields.Many2one(
        "res.users",
        string="Requester's user",
        readonly=True,
        ondelete="restrict",
        help="As linked when the request was opened; whom the identity is linked to later "
        "changes nothing.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="restrict")
    estimated_cost = fields.Monetary(readonly=True, help="A month; unknown where none was told.")
    cost_known = fields.Boolean(readonly=True)
    facts_verified = fields.Boolean(readonly=True, help="Read back from Azure DevOps.")
    dossier = fields.Text(
        required=True, readonly=True, prefetch=False, help="What the approvers see, as signed."
    )
    dossier_salt = fields.Char(required=True, readonly=True, groups=NO_ACCESS)
    dossier_hash = fields.Char(required=True, readonly=True)
    content_hash = fields.Char(required=True, readonly=True)
    call_key = fields.Char(readonly=True, help="Plan, job and task instance of the check call.")
    call = fields.Text(readonly=True, prefetch=False, help="Ids of the check call, as JSON.")
    material_facts = fields.Text(
        readonly=True, prefetch=False, help="What a yes is bound to, as JSON."
    )
    status = fields.Selection(
        STATUSES,
        required=True,
        readonly=True,
        index=True,
        group_expand="_group_expand_status",
    )
    lock_version = fields.Integer(required=True, readonly=True)
    opened_at = fields.Datetime(required=True, readonly=True, index=True)
    deadline_at = fields.Datetime(string="Deadline", required=True, readonly=True, index=True)
    valid_until = fields.Datetime(required=True, readonly=True)
    closed_at = fields.Datetime(readonly=True)
    decision_entry_id = fields.Many2one(
        "azdev.ledger.entry",
        readonly=True,
        ondelete="restrict",
        help="Ledger entry of the last word; a yes leaves only once a checkpoint covers it.",
    )
    rejection_reason = fields.Text(readonly=True)
    cancel_reason = fields.Char(readonly=True)
    successor_id = fields.Many2one("azdev.approval", readonly=True, ondelete="restrict")
    signature_ids = fields.One2many("azdev.approval.signature", "approval_id", readonly=True)
    withdrawal_ids = fields.One2many("azdev.approval.withdrawal", "approval_id", readonly=True)
    callback_ids = fields.One2many("azdev.callback", "approval_id", readonly=True)
    message_ids = fields.One2many("azdev.approval.message", "approval_id", readonly=True)

    _approval_uniq = models.Constraint("UNIQUE (approval_id)", "An approval's number is used once.")
    _call_uniq = models.UniqueIndex("(connection_id, call_key) WHERE call_key IS NOT NULL")
    _claim_uniq = models.UniqueIndex(
        "(run_id, gate_id) WHERE source = 'api' AND successor_id IS NULL"
    )
    _deadline_idx = models.Index("(deadline_at) WHERE status IN ('pending', 'technical_approved')")

    def init(self):
        """Install the guards and the counter of approval numbers."""
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "approval")
        guards.forbid_delete(self.env.cr, self._table)
        guards.on_row(self.env.cr, self._table, "advance", "BEFORE UPDATE", "azdev_approval_update")

    @api.model
    def _numbered(self, number):
        """Return the approval with a number, as far as the user may read it.

        What is no number is nobody's: PostgreSQL would fail on some of it.
        """
        if not NUMBER.fullmatch(number) or not self.has_access("read"):
            return self.browse()
        return self.search([("approval_id", "=", number)], limit=1)

    @api.model
    def _of_member(self, number):
        """Return the approval with a number if the user is a member of its connection.

        What the record rules say, in one query: signing asks for more than reading anyway.
        """
        if not NUMBER.fullmatch(number) or not self.has_access("read"):
            return self.browse()
        self.env.cr.execute(
            """SELECT approval.id FROM azdev_approval approval
               JOIN azdev_connection_member member USING (connection_id)
               JOIN res_company_users_rel company
                 ON company.cid = approval.company_id AND company.user_id = member.user_id
               WHERE approval.approval_id = %s AND member.user_id = %s LIMIT 1""",
            (number, self.env.uid),
        )
        row = self.env.cr.fetchone()
        return self.browse(row and row[0])

    @api.model
    def _group_expand_status(self, values, domain):
        """Show the columns of a kanban in the order of the states, not of the alphabet."""
        return [key for key, _label in STATUSES if key in values]
