# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

ROLES = [
    ("engineer", "Engineer"),
    ("technical", "Technical approver"),
    ("business", "Business approver"),
    ("finance_director", "Finance director"),
    ("ceo", "Chief executive"),
    ("cto", "Chief technology officer"),
    ("compliance", "Compliance officer"),
    ("auditor", "Auditor"),
    ("policy_admin", "Policy administrator"),
]


class AzdevConnectionMember(models.Model):
    """A person's role in one connection; it counts only together with the role's group."""

    _name = "azdev.connection.member"
    _description = "Member of an Azure DevOps connection"
    _order = "connection_id, role, id"
    _rec_name = "user_id"

    connection_id = fields.Many2one(
        "azdev.connection", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="restrict")
    role = fields.Selection(ROLES, required=True)

    _role_uniq = models.Constraint(
        "UNIQUE (connection_id, user_id, role)", "This person has this role already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give people roles, each with its ledger entry."""
        members = super().create(vals_list)
        members._record_change("member.added")
        return members

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a role is taken away and another one given, so that both are recorded."""
        raise UserError(self.env._("Remove this role and add another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_recorded(self):
        self._record_change("member.removed")

    def _record_change(self, kind):
        for member in self:
            # sudo: nobody may write the ledger directly; the change itself was allowed before
            self.env["azdev.ledger.entry"].sudo()._append(
                kind,
                f"connection:{member.connection_id.id}",
                {"user": member.user_id.id, "role": member.role, "changed_by": self.env.uid},
            )
