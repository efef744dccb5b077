# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..database import access


class ResUsersApikeys(models.Model):
    """API keys name who made or removed them; the database records them, whoever inserts them."""

    _inherit = "res.users.apikeys"

    def _generate(self, scope, name, expiration_date):
        """Make a key and name who does."""
        access.name_user(self.env)
        return super()._generate(scope, name, expiration_date)

    def unlink(self):
        """Remove keys and name who does."""
        access.name_user(self.env)
        return super().unlink()
