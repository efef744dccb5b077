# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Secrets that we must be able to read again, encrypted with a key from outside the database.

Plain functions, not model methods: a server action can call any method of a model, also private
ones, but it can't import. The table has no model either. AES-256-GCM (NIST SP 800-38D); the
secret's name is authenticated with it, so a ciphertext moved to another name doesn't open.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo.tools import config

NONCE_BYTES = 12
KEY_BYTES = 32


class VaultError(Exception):
    """The key is missing, unusable or not the one that this secret was stored with."""


def create_table(cr):
    """Make the table of ciphertexts."""
    cr.execute(
        """CREATE TABLE IF NOT EXISTS azdev_vault (
            name text PRIMARY KEY,
            ciphertext bytea NOT NULL,
            expires_at timestamp without time zone
        )"""
    )


def put(cr, name, secret, hours=None):
    """Encrypt and store a secret under a name, for some hours or until it is dropped.

    :raise VaultError: without a usable key
    """
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(_key()).encrypt(nonce, secret.encode(), name.encode())
    cr.execute(
        """INSERT INTO azdev_vault (name, ciphertext, expires_at)
           VALUES (%s, %s, (clock_timestamp() AT TIME ZONE 'UTC') + %s * interval '1 hour')
           ON CONFLICT (name) DO UPDATE
           SET ciphertext = excluded.ciphertext, expires_at = excluded.expires_at""",
        (name, sealed, hours),
        log_exceptions=False,
    )


def get(cr, name):
    """Return a secret, or None when there is none or its time is over.

    :raise VaultError: when it can't be decrypted
    """
    cr.execute(
        """SELECT ciphertext FROM azdev_vault WHERE name = %s
           AND (expires_at IS NULL OR expires_at > clock_timestamp() AT TIME ZONE 'UTC')""",
        (name,),
    )
    row = cr.fetchone()
    if not row:
        return None
    sealed = bytes(row[0])
    try:
        opened = AESGCM(_key()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
    except InvalidTag:
        raise VaultError(
            f"The secret {name!r} was stored with another key than the one in azdev_key_file."
        ) from None
    return opened.decode()


def drop(cr, *names):
    """Delete secrets."""
    cr.execute("DELETE FROM azdev_vault WHERE name = ANY(%s)", (list(names),))


def drop_expired(cr):
    """Delete the secrets whose time is over."""
    cr.execute("DELETE FROM azdev_vault WHERE expires_at <= clock_timestamp() AT TIME ZONE 'UTC'")


def is_ready():
    """Tell whether there is a usable key."""
    try:
        _key()
    except VaultError:
        return False
    return True


def _key():
    path = config.get("azdev_key_file") or os.environ.get("AZDEV_KEY_FILE")
    if not path:
        raise VaultError(
            "Set azdev_key_file in Odoo's configuration to a file with 32 random bytes."
        )
    try:
        key = base64.b64decode(Path(path).read_text().strip(), validate=True)
    except (OSError, ValueError, binascii.Error):
        raise VaultError(f"azdev_key_file {path} can't be read as base64.") from None
    if len(key) != KEY_BYTES:
        raise VaultError(f"azdev_key_file {path} must hold 32 bytes in base64, not {len(key)}.")
    return key
