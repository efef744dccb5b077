# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Compares the log in the database with the heads that the anchors hold.

The head that counts is the one read from an anchor, never the one that the database remembers: a
restored backup remembers yesterday's.
"""

import base64
from typing import NamedTuple

from ica_ledger import BadCheckpoint, Checkpoint, TileMissing, tree_root, verified_checkpoint
from ica_ledger.anchors import Anchor, AnchorUnavailableError

from . import keys, storage
from .trouble import LedgerStoppedError


class Head(NamedTuple):
    """What one anchor holds of a log: its newest checkpoint, None before the first."""

    anchor: Anchor
    checkpoint: Checkpoint | None
    note: str | None

    @property
    def size(self):
        """Return how many entries the checkpoint covers."""
        return self.checkpoint.size if self.checkpoint else 0


def read(cr, log, anchors):
    """Return the heads of the anchors that answer, and the trouble of the others.

    :raise LedgerStoppedError: when an anchor holds what is not a checkpoint of this log
    """
    heads, silent = [], []
    known = keys.verifiers(cr, log)
    for anchor in anchors:
        try:
            note = anchor.newest_checkpoint(log.origin)
        except AnchorUnavailableError as trouble:
            silent.append(trouble)
            continue
        heads.append(Head(anchor, note and _verified(log, note, known, anchor), _text(note)))
    return heads, silent


def _text(note):
    return note.decode() if note else None


def _verified(log, note, known, anchor):
    try:
        return verified_checkpoint(note, log.origin, known)
    except BadCheckpoint as problem:
        raise LedgerStoppedError(
            "anchor_not_ours",
            f"The newest checkpoint in {anchor.name} is not this log's: {problem}.",
            tampered=True,
            anchor=anchor.name,
        ) from None


def check(cr, log, heads):
    """Check that the log in the database continues each head.

    :raise LedgerStoppedError: for a shorter log, another history, or an anchor that lost its head
    """
    for head in heads:
        _check_not_lost(cr, log, head)
        if head.checkpoint:
            _check_continues(cr, log, head)
    if heads and not any(head.checkpoint for head in heads) and _anchored_size(cr, log) is not None:
        raise LedgerStoppedError(
            "anchor_redirected",
            "The log was anchored before, but no configured anchor holds it. Was it redirected?"
            " Configure the place that holds the log's checkpoints.",
            tampered=True,
            anchors=[head.anchor.name for head in heads],
        )


def _check_not_lost(cr, log, head):
    anchored = _anchored_size(cr, log, head.anchor.name)
    if anchored is not None and head.size < anchored:
        raise LedgerStoppedError(
            "anchor_rolled_back",
            f"{head.anchor.name} held a checkpoint of {anchored} entries and now ends at"
            f" {head.size}: somebody removed what was published.",
            tampered=True,
            anchored=anchored,
            found=head.size,
        )


def _check_continues(cr, log, head):
    if head.size > log.size:
        raise LedgerStoppedError(
            "log_is_shorter",
            f"{head.anchor.name} holds a checkpoint of {head.size} entries, the database has"
            f" {log.size}: its end was deleted, or an old backup was restored.",
            tampered=True,
            anchored=head.size,
            found=log.size,
        )
    root = root_at(cr, log, head.size)
    if root != head.checkpoint.root:
        raise LedgerStoppedError(
            "history_changed",
            f"The first {head.size} entries are not those that {head.anchor.name} holds the"
            " checkpoint of: history was rewritten, or this is another copy of the log (a fork).",
            tampered=True,
            size=head.size,
            anchored=base64.b64encode(head.checkpoint.root).decode(),
            found=base64.b64encode(root).decode(),
        )


def root_at(cr, log, size):
    """Return the root over the first `size` entries, as the stored tiles have it.

    :raise LedgerStoppedError: when a tile is missing
    """
    try:
        return tree_root(size, storage.hashes(cr, log, size))
    except TileMissing as missing:
        raise LedgerStoppedError(
            "tile_missing", f"A tile of the log is not there: {missing}.", tampered=True
        ) from None


def _anchored_size(cr, log, anchor=None):
    """Return the largest size that the database remembers as anchored, in one place or in any."""
    cr.execute(
        """SELECT max(checkpoint.size) FROM azdev_ledger_anchoring anchoring
           JOIN azdev_ledger_checkpoint checkpoint ON checkpoint.id = anchoring.checkpoint_id
           WHERE checkpoint.log_id = %s AND (%s IS NULL OR anchoring.anchor = %s)""",
        (log.id, anchor, anchor),
    )
    return cr.fetchone()[0]
