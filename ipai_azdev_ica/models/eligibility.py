# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may sign, asked from the tables themselves.

`has_group` answers from a cache of the worker and an old snapshot. The locks make a right that was
taken away meanwhile a lost race instead of a signature; it is tried again, so it is not logged as
an error.
"""

import re

# which roles in a connection, together with which group, may sign a half
ROLES_OF_SIGNATURE = {
    "technical": ("technical",),
    "business": ("business", "finance_director", "compliance"),
}
GROUP_OF_SIGNATURE = {
    "technical": "ipai_azdev_ica.group_azdev_approver_tech",
    "business": "ipai_azdev_ica.group_azdev_approver_biz",
}
ADMINISTRATORS = ("base.group_system", "base.group_erp_manager")

# which groups grant a group: itself, and those that imply it
GRANTING = """
    WITH RECURSIVE granting(wanted, id) AS (
        SELECT unnest(%(groups)s), unnest(%(groups)s)
        UNION
        SELECT granting.wanted, implied.gid FROM res_groups_implied_rel implied
        JOIN granting ON implied.hid = granting.id)
    SELECT wanted, id FROM granting
"""
# FOR SHARE on the user: a weaker lock would let a deactivation pass unseen, it changes no key
RIGHTS = """
    WITH person AS (
        SELECT id FROM res_users WHERE id = ANY(%(users)s) AND active FOR SHARE),
    granted AS (
        SELECT uid, gid FROM res_groups_users_rel
        WHERE uid = ANY(%(users)s) AND gid = ANY(%(granting)s) FOR KEY SHARE),
    member AS (
        SELECT user_id, role FROM azdev_connection_member
        WHERE user_id = ANY(%(users)s) AND connection_id = %(connection)s FOR KEY SHARE)
    SELECT person.id,
        ARRAY(SELECT gid FROM granted WHERE uid = person.id),
        ARRAY(SELECT role FROM member WHERE user_id = person.id)
    FROM person
"""
RIGHTS_AS_SEEN = re.sub(r" FOR (KEY )?SHARE", "", RIGHTS)


def signing_roles(env, user_ids, connection, lock=True):
    """Return user id -> halves that the user may sign in a connection now.

    Inactive users and Odoo's administrators may sign nothing and are left out.

    :param bool lock: keep the rights until the transaction ends; not needed for what is only shown
    """
    group_id = env["ir.model.data"]._xmlid_to_res_id
    wanted = {name: group_id(name) for name in (*GROUP_OF_SIGNATURE.values(), *ADMINISTRATORS)}
    granting = _granting(env, list(wanted.values()))
    env.cr.execute(
        RIGHTS if lock else RIGHTS_AS_SEEN,
        {
            "users": list(user_ids),
            "connection": connection.id,
            "granting": sorted(set().union(*granting.values())),
        },
        log_exceptions=False,
    )
    administrators = set().union(*(granting[wanted[name]] for name in ADMINISTRATORS))
    return {
        user_id: {
            half
            for half, group in GROUP_OF_SIGNATURE.items()
            if granting[wanted[group]].intersection(groups)
            and set(ROLES_OF_SIGNATURE[half]).intersection(roles)
        }
        for user_id, groups, roles in env.cr.fetchall()
        if not administrators.intersection(groups)
    }


def is_administrator(env, user_id):
    """Tell whether a user holds one of Odoo's administrator groups, directly or implied."""
    env.cr.execute("SELECT azdev_is_administrator(%s)", (user_id,))
    return env.cr.fetchone()[0]


def _granting(env, group_ids):
    env.cr.execute(GRANTING, {"groups": group_ids})
    granting = {}
    for wanted, group_id in env.cr.fetchall():
        granting.setdefault(wanted, set()).add(group_id)
    return granting
