# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    """Evidence outlives the wish to uninstall what keeps it."""

    _inherit = "ir.module.module"

    def module_uninstall(self):
        """Refuse to uninstall the control plane while it holds a ledger.

        This is the last station: uninstalling a module that it depends on ends up here as well.
        """
        if "ipai_azdev_ica" in self.mapped("name") and self.env["azdev.ledger.entry"].sudo().search(
            [], limit=1
        ):
            raise UserError(
                self.env._(
                    "The control plane holds a ledger, which would be deleted. "
                    "Archive the database instead of uninstalling."
                )
            )
        return super().module_uninstall()
