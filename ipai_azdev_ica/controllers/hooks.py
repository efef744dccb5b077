# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http

from ..schemas import MAX_HOOK_BYTES, HookStored
from ..web.answers import json_answer
from ..web.bodies import read_head
from .base import azdev_route, caller_connection, control_plane


class HookController(http.Controller):
    """Deliveries of Azure DevOps' service hooks.

    Whatever comes with valid credentials is stored and answered 200: any other answer would put
    the subscription on probation, and then events are lost.
    """

    @azdev_route("hooks/<string:connection_key>", auth="azdev_hook")
    def receive(self, **_kwargs):
        """Store a delivery."""
        body, size, digest = read_head(MAX_HOOK_BYTES)
        env = control_plane()
        env["azdev.delivery"]._accept_hook(caller_connection(env), body, size, digest)
        return json_answer(HookStored())
