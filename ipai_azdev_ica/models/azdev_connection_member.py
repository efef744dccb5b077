# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

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
