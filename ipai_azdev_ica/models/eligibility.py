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

# A group is granted by itself and by those that imply it.
# FOR SHARE on the user: a weaker lock would let a deactivation pass unseen, it changes no key.
RIGHTS = """
    WITH RECURSIVE granting(wanted, id) AS (
        SELECT unnest(%(groups)s), unnest(%(groups)s)
        UNION
        SELECT granting.wanted, implied.gid FROM res_groups_implied_rel implied
        JOIN granting ON implied.hid = granting.id),
    person AS (
        SELECT id FROM res_users WHERE id = ANY(%(users)s) AND active FOR SHARE),
    granted AS (
        SELECT uid, gid FROM res_groups_users_rel
        WHERE uid = ANY(%(users)s) AND gid IN (SELECT id FROM granting) FOR KEY SHARE),
    member AS (
        SELECT user_id, role FROM azdev_connection_member
        WHERE user_id = ANY(%(users)s) AND connection_id = %(connection)s FOR KEY SHARE)
    SELECT person.id,
        ARRAY(SELECT wanted FROM granted JOIN granting ON granting.id = gid
              WHERE uid = person.id),
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
    env.cr.execute(
        RIGHTS if lock else RIGHTS_AS_SEEN,
        {
            "users": list(user_ids),
            "connection": connection.id,
            "groups": list(wanted.values()),
        },
        log_exceptions=False,
    )
    administrators = {wanted[name] for name in ADMINISTRATORS}
    return {
        user_id: {
            half
            for half, group in GROUP_OF_SIGNATURE.items()
            if wanted[group] in groups and set(ROLES_OF_SIGNATURE[half]).intersection(roles)
        }
        for user_id, groups, roles in env.cr.fetchall()
        if not administrators.intersection(groups)
    }


def is_administrator(env, user_id):
    """Tell whether a user holds one of Odoo's administrator groups, directly or implied."""
    env.cr.execute("SELECT azdev_is_administrator(%s)", (user_id,))
    return env.cr.fetchone()[0]
