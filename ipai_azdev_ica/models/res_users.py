# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..database import access


class ResUsers(models.Model):
    """Changes of users name who made them; the database records them, whichever way they come."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        """Create users and name who does."""
        access.name_user(self.env)
        return super().create(vals_list)

    def write(self, vals):
        """Change users and name who does."""
        access.name_user(self.env)
        return super().write(vals)

    def unlink(self):
        """Delete users and name who does."""
        access.name_user(self.env)
        return super().unlink()
