# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parts of paths that the router of Odoo has no words for."""

from werkzeug.routing import PathConverter


class RestConverter(PathConverter):
    """Whatever follows, line breaks included; the router's own `path` ends before those."""

    regex = "[^/](?s:.*?)"
