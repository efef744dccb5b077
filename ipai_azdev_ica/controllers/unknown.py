# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http

from ..schemas import ErrorCode, problem
from .base import azdev_route


class UnknownController(http.Controller):
    """Whatever else is asked below the API's prefix."""

    @azdev_route(
        "<azdev_rest:path>",
        auth="none",
        methods=("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    )
    def unknown(self, **_kwargs):
        """Say so in the form of every other error."""
        raise problem(
            ErrorCode.NOT_FOUND,
            "There is no such route, or not with this method. See openapi.json.",
        )
