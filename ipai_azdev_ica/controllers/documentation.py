# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import http
from odoo.http import request
from odoo.modules.module import get_manifest

from ..schemas.docs_page import CONTENT_SECURITY_POLICY, docs_page
from ..schemas.openapi import document
from .base import PREFIX, azdev_route


class DocumentationController(http.Controller):
    """The API's description, made from the models that validate it; no data in it."""

    @azdev_route("openapi.json", auth="none", methods=("GET",))
    def openapi(self, **_kwargs):
        """Return the OpenAPI document."""
        return request.make_response(
            json.dumps(self._document(), indent=2), [("Content-Type", "application/json")]
        )

    @azdev_route("docs", auth="none", methods=("GET",))
    def docs(self, **_kwargs):
        """Return the document as a page for people."""
        page = docs_page(self._document(), f"{PREFIX}/openapi.json")
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
        ]
        return request.make_response(page, headers)

    def _document(self):
        # the address that the administrator set: a Host header is the caller's to choose
        parameters = request.env["ir.config_parameter"].sudo()
        version = get_manifest("ipai_azdev_ica")["version"]
        return document(parameters.get_param("web.base.url", ""), version)
