# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each row of evidence must have in common with its ledger entry, table by table."""

from typing import NamedTuple

from odoo.tools import SQL

SIGNATURES = "azdev_approval_signature"
WITHDRAWALS = "azdev_approval_withdrawal"
APPROVALS = "azdev_approval"
RUNS = "azdev_pipeline_run"
EXCEPTIONS = "azdev_exception"
CHANGES = "azdev_control_change"


class Naming(NamedTuple):
    """Rows that name their entry (`entry_id`): what both must say; `said` is the entry's body."""

    what: str
    table: str
    same: str
    column: str = "entry_id"
    joined: str = ""
    among: str = "true"


class Owing(NamedTuple):
    """Rows of which an entry must tell, found by its subject."""

    words: str
    table: str
    entry: str
    among: str = "true"


class Owed(NamedTuple):
    """Kinds of entries of which a row must be left."""

    kind: str
    table: str
    row: str = "evidence.entry_id = entry.id"


OF_APPROVAL = "JOIN azdev_approval approval ON approval.id = evidence.approval_id"
# the first release wrote plain hashes; where a commitment was erased nothing is left to compare
OPENED = "LEFT JOIN azdev_ledger_opening opening ON opening.entry_id = evidence.entry_id"
OF_RUN = "JOIN azdev_pipeline_run run ON run.id = evidence.run_id"

NAMING = (
    Naming(
        "signature",
        SIGNATURES,
        """entry.kind = 'approval.signed' AND entry.leaf_hash = evidence.signature_hash
           AND entry.subject = 'approval:' || approval.approval_id
           AND entry.recorded_at = evidence.signed_at
           AND said->>'role' = evidence.role AND said->>'decision' = evidence.decision
           AND said->>'dossier' = evidence.dossier_hash AND said->>'identity' = identity.pseudonym
        """,
        joined=f"{OF_APPROVAL} JOIN azdev_identity identity ON identity.id = evidence.identity_id",
    ),
    Naming(
        "withdrawal",
        WITHDRAWALS,
        """entry.kind = 'approval.withdrawn' AND entry.leaf_hash = evidence.withdrawal_hash
           AND entry.subject = 'approval:' || approval.approval_id
           AND entry.recorded_at = evidence.withdrawn_at
           AND said->>'signature' = signature.signature_hash""",
        joined=f"{OF_APPROVAL}"
        " JOIN azdev_approval_signature signature ON signature.id = evidence.signature_id",
    ),
    Naming(
        "approval",
        APPROVALS,
        """entry.kind = 'approval.' || evidence.status
           AND entry.subject = 'approval:' || evidence.approval_id
           AND said->>'dossier' = evidence.dossier_hash""",
        column="decision_entry_id",
        among="evidence.decision_entry_id IS NOT NULL",
    ),
    Naming(
        "event",
        "azdev_pipeline_event",
        """entry.subject = 'run:' || run.uuid AND entry.recorded_at = evidence.recorded_at
           AND CASE WHEN said ? 'content' OR said ? 'steps' THEN
                   said->>'content' = evidence.content_hash
                   OR said->'steps' ? evidence.content_hash
               WHEN opening.salt ~ '^[0-9a-f]{64}$' THEN
                   said->'texts'->>'content' = azdev_commit(
                       decode(opening.salt, 'hex'), 'content', evidence.content_hash)
                   OR position(evidence.content_hash IN opening.texts::jsonb->>'steps') > 0
                   AND said->'texts'->>'steps' = azdev_commit(
                       decode(opening.salt, 'hex'), 'steps', opening.texts::jsonb->>'steps')
               ELSE opening.id IS NOT NULL
               END""",
        joined=f"{OF_RUN} {OPENED}",
    ),
    Naming(
        "exception",
        EXCEPTIONS,
        """entry.kind = 'exception.opened' AND entry.recorded_at = evidence.found_at
           AND said->>'kind' = evidence.kind AND said->>'severity' = evidence.severity""",
    ),
    Naming(
        "control change",
        CHANGES,
        """entry.kind = evidence.kind AND entry.subject = evidence.subject
           AND entry.recorded_at = evidence.recorded_at""",
    ),
    Naming(
        "record of the guards",
        "azdev_guards",
        """entry.kind = 'guards.installed' AND said->>'definitions' = evidence.definitions
           AND said->>'generation' = evidence.generation""",
    ),
    Naming(
        "verification",
        "azdev_ledger_verification",
        """entry.kind = 'ledger.verified' AND entry.recorded_at = evidence.ended_at
           AND said->>'outcome' = evidence.outcome""",
    ),
)
# compared above, or not evidence of their own
KNOWN = {one.table for one in NAMING} | {"azdev_ledger_leaf"}
OTHERS = """
    SELECT named.relname FROM pg_attribute entry
    JOIN pg_class named ON named.oid = entry.attrelid AND named.relkind = 'r'
    JOIN pg_attribute id ON id.attrelid = named.oid AND id.attname = 'id'
    WHERE entry.attname = 'entry_id' AND NOT entry.attisdropped
      AND named.relnamespace = 'public'::regnamespace AND named.relname LIKE 'azdev\\_%'
    ORDER BY 1
"""
OWING = (
    Owing(
        "run {} was opened, but no entry tells of it{}",
        RUNS,
        "entry.subject = 'run:' || evidence.uuid AND entry.kind = 'run.started'",
    ),
    Owing(
        "run {} names an entry of its end that is not in the log{}",
        RUNS,
        "entry.subject = 'run:' || evidence.uuid AND entry.leaf_hash = evidence.audit_hash",
        among="evidence.status <> 'running'",
    ),
    Owing(
        "approval {} was opened, but no entry tells of it{}",
        APPROVALS,
        """entry.subject = 'approval:' || evidence.approval_id AND entry.kind = 'approval.opened'
           AND entry.body::jsonb->>'class' = evidence.deployment_target""",
    ),
    Owing(
        "approval {} is closed, but no entry tells of that decision{}",
        APPROVALS,
        """entry.subject = 'approval:' || evidence.approval_id
           AND entry.kind = 'approval.' || evidence.status""",
        among="evidence.closed_at IS NOT NULL",
    ),
    Owing(
        "callback {} was sent to Azure DevOps, but no entry tells of it{}",
        "azdev_callback",
        """entry.subject = 'callback:' || evidence.id AND entry.kind = 'callback.sent'
           AND entry.body::jsonb->>'result' = evidence.result""",
        among="evidence.kind = 'decision' AND evidence.sent_at IS NOT NULL",
    ),
    Owing(
        "callback {} was confirmed by Azure DevOps, but no entry tells of it{}",
        "azdev_callback",
        """entry.subject = 'callback:' || evidence.id AND entry.kind = 'callback.confirmed'
           AND entry.body::jsonb->>'result' = evidence.result""",
        among="evidence.kind = 'decision' AND evidence.state = 'confirmed'",
    ),
)
OWED = (
    Owed("approval.signed", SIGNATURES),
    Owed("approval.withdrawn", WITHDRAWALS),
    Owed("exception.opened", EXCEPTIONS),
    Owed("access.%", CHANGES),
    Owed("configuration.%", CHANGES),
    Owed("run.started", RUNS, "'run:' || evidence.uuid = entry.subject"),
    Owed("approval.opened", APPROVALS, "'approval:' || evidence.approval_id = entry.subject"),
)


def comparisons(cr):
    """Yield `(words, query)` of every comparison; a query gives rows of two columns."""
    for one in (*NAMING, *_others(cr)):
        yield f"{one.what} {{}} names entry {{}}, which is not in the log", _vanished(one)
    for one in NAMING:
        yield f"{one.what} {{}} is not what its entry {{}} says", _differing(one)
    for one in OWING:
        yield one.words, _untold(one)
    for one in OWED:
        yield "entry {} ({}) tells of a row that is gone", _lost(one)


def _others(cr):
    """Return every other table whose rows name an entry: of these, that it is there."""
    cr.execute(OTHERS)
    for (table,) in cr.fetchall():
        if table not in KNOWN:
            what = table.removeprefix("azdev_").replace("_", " ")
            yield Naming(what, table, "true", among="evidence.entry_id IS NOT NULL")


def _vanished(one):
    return SQL(
        """SELECT evidence.id, evidence.%(column)s FROM %(table)s evidence
           LEFT JOIN azdev_ledger_entry entry ON entry.id = evidence.%(column)s
           WHERE %(among)s AND entry.id IS NULL ORDER BY evidence.id""",
        column=SQL.identifier(one.column),
        table=SQL.identifier(one.table),
        among=SQL(one.among),
    )


def _differing(one):
    return SQL(
        """SELECT evidence.id, entry.id FROM %(table)s evidence %(joined)s
           JOIN azdev_ledger_entry entry ON entry.id = evidence.%(column)s,
                LATERAL (SELECT entry.body::jsonb AS said) body
           WHERE %(among)s AND (%(same)s) IS NOT TRUE ORDER BY evidence.id""",
        column=SQL.identifier(one.column),
        table=SQL.identifier(one.table),
        joined=SQL(one.joined),
        among=SQL(one.among),
        same=SQL(one.same),
    )


def _untold(one):
    return SQL(
        """SELECT evidence.id, '' FROM %(table)s evidence
           WHERE %(among)s AND NOT EXISTS (SELECT FROM azdev_ledger_entry entry WHERE %(entry)s)
           ORDER BY evidence.id""",
        table=SQL.identifier(one.table),
        among=SQL(one.among),
        entry=SQL(one.entry),
    )


def _lost(one):
    return SQL(
        """SELECT entry.id, entry.kind FROM azdev_ledger_entry entry
           WHERE entry.kind LIKE %(kind)s
             AND NOT EXISTS (SELECT FROM %(table)s evidence WHERE %(row)s)
           ORDER BY entry.id""",
        kind=one.kind,
        table=SQL.identifier(one.table),
        row=SQL(one.row),
    )
