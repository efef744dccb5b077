# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from .. import instance, vault
from ..database import clock
from ..ledger import status
from ..schemas import Live, Ready
from ..web.answers import json_answer
from .base import azdev_route


class HealthController(http.Controller):
    """For load balancers and operators; no data in the answers."""

    @azdev_route("health/live", auth="none", methods=("GET",))
    def live(self, **_kwargs):
        """Tell that the process answers."""
        return json_answer(Live())

    @azdev_route("health/ready", auth="none", methods=("GET",))
    def ready(self, **_kwargs):
        """Tell whether approvals can be given now."""
        parts = {
            "database": "ok" if self._database_answers() else "failed",
            "key": "ok" if vault.is_ready() else "failed",
            "ledger": "failed" if status.read(request.env.cr).trouble else "ok",
            "clock": "ok" if clock.agrees(request.env.cr) else "failed",
            "instance": "ok" if instance.is_original(request.env.cr) else "failed",
        }
        ready = set(parts.values()) == {"ok"}
        answer = Ready(status="ready" if ready else "not_ready", parts=parts)
        return json_answer(answer, 200 if ready else 503)

    def _database_answers(self):
        request.env.cr.execute(
            "SELECT state = 'installed' FROM ir_module_module WHERE name = 'ipai_azdev_ica'"
        )
        row = request.env.cr.fetchone()
        return bool(row and row[0])
