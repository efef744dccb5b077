# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from .. import vault
from ..database.cursors import own_transaction
from ..database.leases import NOW

BATCH = 100


class AzdevApproval(models.Model):
    """What time does to approvals."""

    _inherit = "azdev.approval"

    @api.model
    def _cron_expire(self):
        """Expire overdue requests in batches, each in a transaction of its own."""
        while True:
            with own_transaction(self.env) as own:
                own.cr.execute(
                    SQL(
                        """SELECT id FROM azdev_approval
                           WHERE status IN ('pending', 'technical_approved') AND deadline_at <= %s
                           ORDER BY deadline_at LIMIT %s FOR UPDATE SKIP LOCKED""",
                        NOW,
                        BATCH,
                    )
                )
                overdue = own[self._name].browse([row[0] for row in own.cr.fetchall()])
                overdue._expire()
            if len(overdue) < BATCH:
                break

    @api.autovacuum
    def _gc_tokens(self):
        vault.drop_expired(self.env.cr)
