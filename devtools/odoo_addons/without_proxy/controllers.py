# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A development instance has workers but no proxy in front of them.

Each open browser would then fill the log with errors, because a worker can't keep a web socket.
The web client takes 503 for an outage, goes on without live updates and asks again later.
"""

from werkzeug.exceptions import ServiceUnavailable

from odoo.http import request, route

from odoo.addons.bus.controllers.websocket import WebsocketController


class QuietWebsocketController(WebsocketController):
    @route()
    def websocket(self, version=None):
        if "socket" not in request.httprequest._HTTPRequest__environ:
            raise ServiceUnavailable("Web sockets need a proxy to the gevent port.")
        return super().websocket(version=version)
