# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, models

from service_hooks.errors import FactsMismatch, Refused, Unavailable
from service_hooks.same_facts import same_facts

from .. import instance, vault
from ..ledger import publisher


class AzdevDelivery(models.Model):
    """ApiResponse gates: Azure DevOps asks again and again, and any 2xx lets the stage pass."""

    _inherit = "azdev.delivery"

    @api.model
    def _ask_approval(self, gate, call, token, body, headers):
        """Return the status to answer; `approved` only while all facts are still those signed.

        :param gate: gate in ApiResponse mode
        :param CheckCall call: what was parsed of the call
        """
        delivery = self._accept_check(gate.connection_id, call, token, body, headers)
        approval = self.env["azdev.approval"].search(
            [
                ("gate_id", "=", gate.id),
                ("source", "=", "check"),
                ("build_id", "=", call.build_id),
                ("stage", "=", call.stage),
                ("attempt", "=", call.attempt),
            ],
            limit=1,
        )
        if approval.status == "approved" and not instance.is_original(self.env.cr):
            return "pending"
        if approval.status != "approved":
            return approval.status or "pending"
        return "approved" if delivery._still_approved(approval, call) else "pending"

    def _still_approved(self, approval, call):
        """Tell whether signatures and facts still carry the yes; nobody to ask means no."""
        if approval._decide_now().outcome.value != "approved":
            return False
        if publisher.held_back(self.env, approval.decision_entry_id.id):
            return False
        try:
            now = self._read_facts(call, with_authors=False)
        except (FactsMismatch, Refused, Unavailable, vault.VaultError):
            return False
        return not same_facts(json.loads(approval.material_facts), now)
