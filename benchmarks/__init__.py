"""`make bench`: the addon's API measured against Odoo's own on the same server."""
