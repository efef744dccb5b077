# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The private key of the log, in a file outside the database.

The file names the log that it belongs to, in the form in which Go's notes write private keys:
`PRIVATE+KEY+<name>+<8 hex digits>+<base64>`. A lost key is never replaced silently: a log that
began with one key and goes on with another would be a second log under the first one's name.
"""

import base64
import binascii
import os
from pathlib import Path

from odoo.tools import config

from ica_ledger import BadKey, Signer

from .trouble import LedgerStoppedError

OPTION = "azdev_ledger_key_file"
START = "PRIVATE+KEY+"
ED25519 = b"\x01"


def load():
    """Return the signer of the key file.

    :raise LedgerStoppedError: when the file is missing or unusable
    """
    path = _path()
    try:
        return _parse(path.read_text())
    except FileNotFoundError:
        raise LedgerStoppedError(
            "key_missing",
            f"The ledger's key {path} is gone. Restore it from the backup of keys; without it"
            " nothing can be signed, and a new key would be a new log.",
        ) from None
    except (OSError, ValueError, BadKey):
        raise LedgerStoppedError(
            "key_unreadable", f"The ledger's key {path} can't be read as a private key."
        ) from None


def exists():
    """Tell whether there is a key file, usable or not."""
    return _path().exists()


def make(name):
    """Make the key of a new log, write it where only this user may read it, and return it.

    :param str name: the log's origin
    :raise LedgerStoppedError: when the file can't be written
    """
    signer = Signer.generate(name)
    _write(_path(), signer, os.O_EXCL)
    return signer


def next_one(name):
    """Return the key that is to follow, None where nobody asked for one.

    Whoever may write beside the key file asks by making an empty file `<key file>.next`.
    """
    path = _next_path()
    if not path.exists():
        return None
    try:
        return _parse(path.read_text())
    except (OSError, ValueError, BadKey):
        signer = Signer.generate(name)
        _write(path, signer, os.O_TRUNC)
        return signer


def retire():
    """Put the key of a log that ends aside, if it is there; what it signed stays verifiable."""
    path = _path()
    if path.exists():
        path.replace(path.with_name(f"{path.name}.retired"))


def take_next():
    """Put the next key in the place of the one before, which stays beside it as `.retired`."""
    retire()
    _next_path().replace(_path())


def _parse(text):
    if not text.startswith(START):
        raise BadKey("not a private key")
    name, _key_id, encoded = text.strip().removeprefix(START).split("+", 2)
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise BadKey("not base64") from None
    if raw[:1] != ED25519:
        raise BadKey("not an Ed25519 key")
    return Signer.from_seed(name, raw[1:])


def _write(path, signer, flag):
    encoded = base64.b64encode(ED25519 + signer.seed).decode()
    text = f"{START}{signer.name}+{signer.verifier.key_id.hex()}+{encoded}\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise LedgerStoppedError(
            "key_unwritable", f"The ledger's key {path} can't be written: {error.strerror}."
        ) from None


def _next_path():
    path = _path()
    return path.with_name(f"{path.name}.next")


def _path():
    path = config.get(OPTION)
    if not path:
        raise LedgerStoppedError(
            "key_not_configured",
            f"Set {OPTION} in Odoo's configuration to a file outside the database; it is made at"
            " the first start.",
        )
    return Path(path)
