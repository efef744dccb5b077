# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may sign, asked from the tables themselves.

`has_group` answers from a cache of the worker and an old snapshot. `FOR KEY SHARE` makes a right
that was taken away meanwhile a lost race instead of a signature; it is tried again, so it is not
logged as an error.
"""

GROUP_OF_ROLE = {
    "technical": "group_azdev_approver_tech",
    "business": "group_azdev_approver_biz",
}

# who holds one of these roles in a connection may sign this half
ROLES_OF_SIGNATURE = {
    "technical": ("technical",),
    "business": ("business", "finance_director", "compliance"),
}


def holds_role(env, user_id, connection, role):
    """Tell whether a user is active, in the role's group, and in that role in the connection."""
    group = env.ref(f"ipai_azdev_ica.{GROUP_OF_ROLE[role]}")
    return (
        _is_active(env, user_id)
        and _in_any(env, user_id, group.ids)
        and _is_member(env, user_id, connection, role)
    )


def may_still_sign(env, signature):
    """Tell whether whoever signed would be let sign now."""
    user_id = signature.user_id.id
    return holds_role(
        env, user_id, signature.connection_id, signature.role
    ) and not is_administrator(env, user_id)


def is_administrator(env, user_id):
    """Tell whether a user holds one of Odoo's administrator groups, directly or implied."""
    groups = env.ref("base.group_system") | env.ref("base.group_erp_manager")
    return _in_any(env, user_id, groups.ids)


def _is_active(env, user_id):
    # a weaker lock would let a deactivation pass unseen: it changes no key
    env.cr.execute(
        "SELECT 1 FROM res_users WHERE id = %s AND active FOR SHARE",
        (user_id,),
        log_exceptions=False,
    )
    return bool(env.cr.fetchone())


def _in_any(env, user_id, group_ids):
    env.cr.execute(
        """WITH RECURSIVE granting(id) AS (
               SELECT unnest(%s)
               UNION
               SELECT implied.gid FROM res_groups_implied_rel implied
               JOIN granting ON implied.hid = granting.id)
           SELECT array_agg(id) FROM granting""",
        (group_ids,),
    )
    granting = env.cr.fetchone()[0]
    env.cr.execute(
        "SELECT 1 FROM res_groups_users_rel WHERE uid = %s AND gid = ANY(%s) FOR KEY SHARE",
        (user_id, granting),
        log_exceptions=False,
    )
    return bool(env.cr.fetchone())


def _is_member(env, user_id, connection, role):
    env.cr.execute(
        """SELECT 1 FROM azdev_connection_member
           WHERE user_id = %s AND connection_id = %s AND role = ANY(%s) FOR KEY SHARE""",
        (user_id, connection.id, list(ROLES_OF_SIGNATURE[role])),
        log_exceptions=False,
    )
    return bool(env.cr.fetchone())
