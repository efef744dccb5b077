# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..database import access


class ResGroups(models.Model):
    """Changes of groups name who made them; the database records them, whichever way they come."""

    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        """Create groups and name who does."""
        access.name_user(self.env)
        return super().create(vals_list)

    def write(self, vals):
        """Change groups and name who does."""
        access.name_user(self.env)
        return super().write(vals)

    def unlink(self):
        """Delete groups and name who does."""
        access.name_user(self.env)
        return super().unlink()
