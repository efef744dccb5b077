"""Salted commitments: what a leaf says of a name or a free text without holding it."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from ica_ledger.leaf import sha256_label

SALT_BYTES = 32


def commit(salt: bytes, field: str, value: str) -> str:
    """Return `sha256:<hex>` of HMAC-SHA-256 over field and value under the entry's salt.

    Who has salt and value can check it; once the salt is destroyed nobody can guess the value
    back. The field's name is part of it, so that equal values of one entry look different.

    Raises ValueError when the salt is not 32 bytes long.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"salt must be {SALT_BYTES} bytes, got {len(salt)}")
    message = field.encode() + b"\x00" + unicodedata.normalize("NFC", value).encode()
    return sha256_label(hmac.new(salt, message, hashlib.sha256).digest())
