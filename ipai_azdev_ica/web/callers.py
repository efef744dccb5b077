# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who calls: machines by a hash of their secret, asked from the table at every request.

Nothing is cached: a secret that was revoked by whatever means stops working at once.
"""

from ..models.azdev_connection_credential import hash_secret

LIVE = """
    SELECT connection.id, connection.service_user_id
    FROM azdev_connection_credential credential
    JOIN azdev_connection connection ON connection.id = credential.connection_id
    WHERE credential.secret_hash = %(secret_hash)s
      AND credential.purpose = %(purpose)s
      AND credential.revoked_at IS NULL
      AND (credential.expires_at IS NULL
           OR credential.expires_at > clock_timestamp() AT TIME ZONE 'UTC')
"""


def by_token(cr, token):
    """Return `(connection id, service user id)` of an API token, or None."""
    return _live(cr, LIVE, token, {"purpose": "api"})


def by_basic(cr, purpose, key, username, password):
    """Return `(connection id, service user id)` of basic credentials for an address, or None."""
    condition = " AND connection.key = %(key)s AND credential.username = %(username)s"
    return _live(
        cr, LIVE + condition, password, {"purpose": purpose, "key": key, "username": username}
    )


def _live(cr, query, secret, parameters):
    if not secret or "\x00" in "".join(map(str, parameters.values())):
        return None
    cr.execute(query, {**parameters, "secret_hash": hash_secret(secret)})
    return cr.fetchone()
