# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which keys a log is signed with, and how a log and its keys begin and follow each other."""

import uuid

from ica_ledger import Verifier, sha256_label
from ica_ledger.anchors import AnchorUnavailableError
from ica_ledger.rotation import rotation_body

from . import checkpoints, sequencer, signing_key, storage
from .trouble import LedgerStoppedError

PREFIX = "azdev-ica"


def begin(env, anchors):
    """Begin the log of a database that has none, with a key of its own, and return it.

    :param env: environment of a transaction that the caller commits
    :raise LedgerStoppedError: when the key file or an anchor knows a log that the database lost
    """
    # a key without a log: a crash came between the file and the commit, or the log was deleted
    signer = signing_key.load() if signing_key.exists() else None
    if signer:
        _check_unused(signer.name, anchors)
    _check_never_began(env.cr)
    signer = signer or signing_key.make(f"{PREFIX}/{uuid.uuid4().hex}")
    log = storage.begin(env.cr, signer.name)
    _remember(env.cr, log, signer.verifier)
    body = {"key": str(signer.verifier), "origin": log.origin}
    env["azdev.ledger.entry"]._append("ledger.started", log.subject, body)
    return log


def bridge(env, old, head, reason):
    """Begin another log whose first entry names the old one's last known head.

    May be repeated after a crash: a key that was made for it and never used is taken up again.

    :param Log old: the log that can't be continued
    :param Head head: its furthest head in an anchor, None where no anchor holds one
    :param str reason: why it can't
    """
    checkpoint = head.checkpoint if head and head.checkpoint else checkpoints.last(env.cr, old)
    old_key = verifiers(env.cr, old)[0]
    signer = signing_key.load() if signing_key.exists() else None
    if signer is None or signer.name == old.origin:
        signing_key.retire()
        signer = signing_key.make(f"{PREFIX}/{uuid.uuid4().hex}")
    log = storage.begin(env.cr, signer.name)
    _remember(env.cr, log, signer.verifier)
    recovered = min(old.size, checkpoint.size)
    body = {
        "old_key": str(old_key),
        "old_origin": old.origin,
        "old_root": sha256_label(checkpoint.root),
        "old_size": checkpoint.size,
        "recovered": recovered,
    }
    entries = env["azdev.ledger.entry"]
    entry = entries._append("ledger.bridged", log.subject, body, {"reason": reason})
    sequencer.sequence(env.cr, log, only=entry.id)
    body = {"key": str(signer.verifier), "origin": log.origin}
    entries._append("ledger.started", log.subject, body)
    return {"before": checkpoint.size, "recovered": recovered}


def _check_unused(origin, anchors):
    for anchor in anchors:
        try:
            found = anchor.newest_checkpoint(origin)
        except AnchorUnavailableError as trouble:
            raise LedgerStoppedError("anchor_unavailable", str(trouble)) from None
        if found:
            raise LedgerStoppedError(
                "log_vanished",
                f"The database has no log, but {anchor.name} holds the log {origin} of this key:"
                " the log was deleted, or this is an empty copy.",
                tampered=True,
                origin=origin,
            )


def _check_never_began(cr):
    cr.execute(
        """SELECT min(id) FROM azdev_ledger_entry
           WHERE kind IN ('ledger.started', 'ledger.bridged')"""
    )
    entry = cr.fetchone()[0]
    if entry:
        raise LedgerStoppedError(
            "log_vanished",
            f"The database has no log, but its entry {entry} is the beginning of one: the log was"
            " deleted.",
            tampered=True,
            entry=entry,
        )


def verifiers(cr, log):
    """Return the public keys of a log, the one in force first."""
    query = "SELECT verifier FROM azdev_ledger_key WHERE log_id = %s ORDER BY id DESC"
    cr.execute(query, (log.id,))
    return [Verifier.parse(text) for (text,) in cr.fetchall()]


def signer(cr, log):
    """Return the key that signs now.

    :raise LedgerStoppedError: without the key that belongs to the log
    """
    found = signing_key.load()
    known = verifiers(cr, log)
    if not known or found.verifier != known[0]:
        raise LedgerStoppedError(
            "key_is_another",
            "The key file holds a key that is not this log's. Restore the right one.",
            expected=str(known[0]) if known else "none is known",
            found=str(found.verifier),
        )
    return found


def rotate(env, log):
    """Hand over to the next key where one was asked for: an entry that the old key signed.

    May be repeated after a crash at any point. The caller commits, then exchanges the files
    (`signing_key.take_next`).

    :return: whether there is a key to exchange
    """
    following = signing_key.next_one(log.origin)
    if following is None:
        return False
    if following.verifier not in verifiers(env.cr, log):
        body = rotation_body(signer(env.cr, log), following.verifier)
        env["azdev.ledger.entry"]._append("ledger.key_rotated", log.subject, body)
        _remember(env.cr, log, following.verifier)
    return True


def _remember(cr, log, verifier):
    query = "INSERT INTO azdev_ledger_key (log_id, verifier) VALUES (%s, %s)"
    cr.execute(query, (log.id, str(verifier)))
