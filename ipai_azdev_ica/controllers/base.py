# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, http
from odoo.http import request

PREFIX = "/api/v1/azdev"
# a person's session keeps the trace of its device; unsaved, Odoo would log it at each request
OF_SESSIONS = {"azdev_human", "azdev_reader"}


def azdev_route(path, *, auth, methods=("POST",), **routing):
    """Declare a route of the API: no CSRF token, no session made, JSON errors."""
    return http.route(
        f"{PREFIX}/{path}",
        type="azdev",
        auth=auth,
        methods=list(methods),
        csrf=False,
        save_session=auth in OF_SESSIONS,
        **routing,
    )


def control_plane():
    """Return the environment in which the control plane does what an authenticated call asks.

    It is superuser because machines have no rights of their own; each model method that is
    called with it takes the caller's connection, and reads and writes nothing of another.
    The context is empty: no switch of the caller's reaches what is written.
    """
    return api.Environment(request.env.cr, api.SUPERUSER_ID, {})


def caller_connection(env):
    """Return the connection whose credential this request showed."""
    return env["azdev.connection"].browse(request.azdev_connection_id)
