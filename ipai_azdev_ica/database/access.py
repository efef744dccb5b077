# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Watches who may act in the control plane, and the control plane's own set-up."""

from odoo.http import request
from odoo.tools.sql import table_exists

from . import guards

ANY_CHANGE = "AFTER INSERT OR UPDATE OR DELETE"
WATCHED = (
    ("res_users", ANY_CHANGE, "azdev_access_user", None),
    ("res_groups_users_rel", ANY_CHANGE, "azdev_access_group", None),
    ("res_groups_implied_rel", ANY_CHANGE, "azdev_access_implied", None),
    ("ir_model_data", "AFTER UPDATE OR DELETE", "azdev_access_group_identifier", None),
    ("res_users_apikeys", ANY_CHANGE, "azdev_access_key", "key"),
    ("auth_passkey_key", ANY_CHANGE, "azdev_access_key", "passkey"),
)
CONFIGURATION = (
    "azdev_connection",
    "azdev_connection_credential",
    "azdev_connection_member",
    "azdev_gate",
    "azdev_identity",
)


def install(cr):
    """Install the functions and the triggers; the tables exist by then."""
    for name in ("access", "access_users", "access_configuration"):
        guards.install(cr, name)
    for table, event, function, argument in WATCHED:
        # passkeys come from a module of Odoo's that need not be there
        if table_exists(cr, table):
            guards.on_row(cr, table, "access", event, function, argument)
    for table in CONFIGURATION:
        guards.at_commit(cr, table, "configuration", ANY_CHANGE, "azdev_configuration_change")


def name_user(env):
    """Tell the database's triggers for the rest of this transaction who asks for the change.

    Who authenticated the request goes before whose environment this is. It remains a claim.
    """
    # a request that serves no database yet has no environment
    asking = request.env if request else None
    uid = (asking is not None and asking.uid) or env.uid
    env.cr.execute("SELECT set_config('azdev.uid', %s, true)", (str(uid),))
