# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The private key of the log, in a file outside the database.

A lost key is never replaced silently: a log that began with one key and goes on with another would
be a second log under the first one's name.
"""

import base64
import os
from pathlib import Path

from odoo.tools import config

from ica_ledger import BadKey, Signer

from .trouble import LedgerStoppedError

OPTION = "azdev_ledger_key_file"


def load(name):
    """Return the signer of the key file.

    :param str name: the log's origin, which is also the key's name
    :raise LedgerStoppedError: when the file is missing or unusable
    """
    path = _path()
    try:
        return Signer.from_seed(name, base64.b64decode(path.read_text().strip(), validate=True))
    except FileNotFoundError:
        raise LedgerStoppedError(
            "key_missing",
            f"The ledger's key {path} is gone. Restore it from the backup of keys; without it"
            " nothing can be signed, and a new key would be a new log.",
        ) from None
    except (OSError, ValueError, BadKey):
        raise LedgerStoppedError(
            "key_unreadable", f"The ledger's key {path} can't be read as 32 bytes in base64."
        ) from None


def exists():
    """Tell whether there is a key file, usable or not."""
    return _path().exists()


def make(name):
    """Make the key of a new log, write it where only this user may read it, and return it.

    :raise LedgerStoppedError: when the file can't be written
    """
    signer, path = Signer.generate(name), _path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(signer.seed) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise LedgerStoppedError(
            "key_unwritable", f"The ledger's key {path} can't be written: {error.strerror}."
        ) from None
    return signer


def _path():
    path = config.get(OPTION)
    if not path:
        raise LedgerStoppedError(
            "key_not_configured",
            f"Set {OPTION} in Odoo's configuration to a file outside the database; it is made at"
            " the first start.",
        )
    return Path(path)
