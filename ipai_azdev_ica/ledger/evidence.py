# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Compares what the database says outside the log with the entries that it names.

A verified tree proves that the log's entries are those that were signed for. It says nothing of a
signature whose entry was deleted before it got its place, nor of a row that was rewritten later.
"""

from typing import NamedTuple

from odoo.tools import SQL

from . import evidence_rows

MAX_FINDINGS = 100
"""So many findings of one comparison are told; each of them is enough."""


class Comparison(NamedTuple):
    """Rows that contradict the ledger: `(number, what else)`, and how to say it."""

    words: str
    query: SQL


# what stands beside an entry's bytes is what people search and read
ENTRY_AS_WRITTEN = SQL(
    """
    entry.leaf_hash = 'sha256:' || encode(
        sha256('\\x00'::bytea || convert_to(entry.entry, 'UTF8')), 'hex')
    AND entry.entry = format(
        '{"body":%%s,"kind":"%%s","subject":"%%s","time":"%%s","uuid":"%%s","v":1}',
        entry.body, entry.kind, entry.subject,
        to_char(entry.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), entry.uuid)
    """
)
OF_THE_LOG = (
    Comparison(
        "entry {} ({}) has no place in the log and waits for none",
        SQL(
            """SELECT entry.id, entry.kind FROM azdev_ledger_entry entry
               LEFT JOIN azdev_ledger_leaf leaf ON leaf.entry_id = entry.id
               LEFT JOIN azdev_ledger_pending pending ON pending.entry_id = entry.id
               WHERE leaf.id IS NULL AND pending.entry_id IS NULL ORDER BY entry.id"""
        ),
    ),
    Comparison(
        "entry {} waited for its place in the log and is gone{}",
        SQL(
            """SELECT pending.entry_id, '' FROM azdev_ledger_pending pending
               LEFT JOIN azdev_ledger_entry entry ON entry.id = pending.entry_id
               WHERE entry.id IS NULL ORDER BY 1"""
        ),
    ),
    Comparison(
        "entry {} at place {} of the log is gone",
        SQL(
            """SELECT leaf.entry_id, leaf.leaf_index FROM azdev_ledger_leaf leaf
               LEFT JOIN azdev_ledger_entry entry ON entry.id = leaf.entry_id
               WHERE entry.id IS NULL ORDER BY leaf.log_id, leaf.leaf_index"""
        ),
    ),
    Comparison(
        "entry {} ({}): what stands beside its bytes is not what they say",
        SQL(
            "SELECT entry.id, entry.kind FROM azdev_ledger_entry entry"
            " WHERE (%s) IS NOT TRUE ORDER BY entry.id",
            ENTRY_AS_WRITTEN,
        ),
    ),
)


def compare(cr):
    """Yield in words what contradicts the ledger.

    :param cr: cursor of a transaction that sees one state of the database
    """
    for words, query in (*OF_THE_LOG, *evidence_rows.comparisons(cr)):
        cr.execute(SQL("%s LIMIT %s", query, MAX_FINDINGS))
        for row in cr.fetchall():
            yield words.format(*row)
