# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which keys a log is signed with: the public halves, as the database remembers them."""

from ica_ledger import Verifier

from . import signing_key
from .trouble import LedgerStoppedError


def verifiers(cr, log):
    """Return the public keys of a log, the one in force first."""
    cr.execute(
        "SELECT verifier FROM azdev_ledger_key WHERE log_id = %s ORDER BY id DESC", (log.id,)
    )
    return [Verifier.parse(text) for (text,) in cr.fetchall()]


def signer(cr, log, is_new):
    """Return the key that signs now.

    :param bool is_new: neither the database nor an anchor holds a checkpoint, so that a first key
        may be made
    :raise LedgerStoppedError: without the key that belongs to the log
    """
    known = verifiers(cr, log)
    if not known:
        return _first_signer(cr, log, is_new)
    found = signing_key.load(log.origin)
    if found.verifier != known[0]:
        raise LedgerStoppedError(
            "key_is_another",
            "The key file holds a key that is not this log's. Restore the right one.",
            expected=str(known[0]),
            found=str(found.verifier),
        )
    return found


def _first_signer(cr, log, is_new):
    if not is_new:
        raise LedgerStoppedError(
            "key_unknown",
            "There are checkpoints, but the database knows no key of theirs.",
            tampered=True,
        )
    # a crash may have come between writing the file and committing what the database remembers
    first = signing_key.load(log.origin) if signing_key.exists() else signing_key.make(log.origin)
    cr.execute(
        "INSERT INTO azdev_ledger_key (log_id, verifier) VALUES (%s, %s)",
        (log.id, str(first.verifier)),
    )
    return first
