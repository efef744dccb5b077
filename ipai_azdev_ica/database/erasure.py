# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Counts and erases what names a person, as `azdev_erasure_reach` in `erasure_reach.sql` says.

Plain functions: a server action can call any method of a model, it can't import. What may change
in guarded tables is decided by the database all the same.
"""

from odoo.tools import SQL, groupby

# rows that may be the person's own; `azdev_is_own` then says which are
OWN = {
    "azdev_approval": """id IN (
        SELECT approval_id FROM azdev_approval_signature WHERE identity_id = %(person)s)""",
    "azdev_approval_message": """author_id = (
        SELECT user_id FROM azdev_identity WHERE id = %(person)s)""",
    "azdev_approval_signature": "identity_id = %(person)s",
    "azdev_approval_withdrawal": """signature_id IN (
        SELECT id FROM azdev_approval_signature WHERE identity_id = %(person)s)""",
    "azdev_callback": """approval_id IN (
        SELECT approval_id FROM azdev_approval_signature WHERE identity_id = %(person)s)""",
    "azdev_erasure": "identity_id = %(person)s",
    "azdev_identity": "id = %(person)s",
    "azdev_ledger_opening": """entry_id IN (
        SELECT id FROM azdev_ledger_entry WHERE subject IN (
            SELECT subject FROM azdev_ledger_entry entry, azdev_identity identity
            WHERE identity.id = %(person)s AND strpos(entry.body, identity.pseudonym) > 0))""",
    "azdev_pipeline_run": "requester_id = %(person)s",
}
CHANGED = """
    SELECT stored.id, erased.content FROM %(table)s stored
    CROSS JOIN LATERAL (
        SELECT azdev_erased(%(relation)s, to_jsonb(stored), %(person)s, %(pattern)s) AS content
        OFFSET 0) erased
    WHERE (%(candidate)s) AND erased.content <> to_jsonb(stored)
"""
ERASE_DELIVERIES = """
    UPDATE azdev_delivery SET
        body = '', headers = NULL, last_error = NULL,
        -- of a hook it is the hash of the body; of a check it covers identifiers only
        content_hash = CASE kind WHEN 'hook' THEN 'erased' ELSE content_hash END,
        dedupe_key = CASE WHEN dedupe_key LIKE 'content/%%' THEN 'erased/' || id
                     ELSE dedupe_key END
    WHERE %(candidate)s
"""
# what jobs and Odoo's own log say when something failed
NOTES = {
    "queue_job": ("exc_info", "exc_message", "result"),
    "ir_logging": ("message",),
}
NAMES = {
    "azdev_approval": "approvals",
    "azdev_approval_message": "messages",
    "azdev_approval_signature": "signatures",
    "azdev_approval_withdrawal": "withdrawals",
    "azdev_callback": "callbacks",
    "azdev_erasure": "erasures",
    "azdev_erasure_hold": "holds",
    "azdev_exception": "exceptions",
    "azdev_identity": "identities",
    "azdev_ledger_opening": "openings",
    "azdev_ledger_recovery": "recoveries",
    "azdev_pipeline_event": "events",
    "azdev_pipeline_run": "runs",
}


def names_of(cr, person, also_known_as=None):
    """Return everything that names a person, as the database looks for it.

    :param int person: id of the identity
    :param str also_known_as: further names, separated by commas
    """
    cr.execute("SELECT azdev_names_of(%s, %s)", (person, also_known_as or None))
    return cr.fetchone()[0] or []


def count(env, person, names):
    """Return how many rows of each kind an erasure would change.

    :param env: environment; rights are the caller's business
    :param int person: id of the identity
    :param list names: see `names_of`
    :rtype: dict
    """
    counts = {
        NAMES[relation]: _number(env.cr, changed)
        for relation, _columns, changed in _reached(env.cr, person, names)
    }
    deliveries = SQL("SELECT 1 FROM azdev_delivery WHERE %s", _bodies(names))
    counts["deliveries"] = _number(env.cr, deliveries)
    counts["dialogues"] = sum(
        _number(env.cr, SQL("SELECT 1 FROM %s WHERE %s", table, condition))
        for table, condition in _dialogues(env, person, names)
    )
    counts["notes"] = sum(
        _number(env.cr, SQL("SELECT 1 FROM %s WHERE %s", SQL.identifier(table), condition))
        for table, _columns, condition in _notes(names)
    )
    return counts


def erase(env, erasure_id, person, names):
    """Erase a person from everything that `count` counts.

    The names to look for stand in the identity and in the request; both are erased last, which is
    what their order in the table of reach says.

    :param env: environment in whose transaction the erasure was approved
    :param int erasure_id: id of the request
    """
    cr = env.cr
    for table, condition in _dialogues(env, person, names):
        cr.execute(SQL("DELETE FROM %s WHERE %s", table, condition))
    for table, columns, condition in _notes(names):
        _blank_names(cr, table, columns, person, names, condition)
    cr.execute(SQL(ERASE_DELIVERIES, candidate=_bodies(names)))
    for relation, columns, changed in _reached(cr, person, names):
        if relation == "azdev_erasure":
            _update(cr, relation, columns, changed, SQL("changed.id <> %s", erasure_id))
        _update(cr, relation, columns, changed, SQL("true"))
    env.invalidate_all(flush=False)


def _reached(cr, person, names):
    """Yield relation, its columns, and the query of rows that change, in the order to erase in."""
    cr.execute("SELECT relation, name, how FROM azdev_erasure_reach()")
    rough, pattern = _rough(names), _pattern(names)
    for relation, rows in groupby(cr.fetchall(), key=lambda row: row[0]):
        reach = [(name, how) for _relation, name, how in rows]
        tests = [
            SQL("%s ~* %s", SQL.identifier("stored", name), rough)
            for name, how in reach
            if not how.startswith("with ") and relation != "azdev_identity"
        ]
        if relation in OWN:
            tests.append(SQL(OWN[relation], person=person))
        changed = SQL(
            CHANGED,
            table=SQL.identifier(relation),
            relation=relation,
            person=person,
            pattern=pattern,
            candidate=SQL(" OR ").join(tests),
        )
        yield relation, [name for name, _how in reach], changed


def _update(cr, relation, columns, changed, condition):
    names = SQL(", ").join(map(SQL.identifier, columns))
    table = SQL.identifier(relation)
    cr.execute(
        SQL(
            """UPDATE %(table)s AS target SET (%(names)s) = (
                   SELECT %(names)s FROM jsonb_populate_record(NULL::%(table)s, changed.content))
               FROM (%(changed)s) changed WHERE changed.id = target.id AND %(condition)s""",
            table=table,
            names=names,
            changed=changed,
            condition=condition,
        ),
        log_exceptions=False,
    )


def _bodies(names):
    as_bytes = SQL("azdev_names_as_bytes(%s::text[])", names)
    tests = [_is_in(SQL("encode(body, 'escape')"), as_bytes)]
    tests += [_is_in(SQL.identifier(name), names) for name in ("headers", "last_error")]
    return SQL(" OR ").join(tests)


def _dialogues(env, person, names):
    """Yield each table of dialogues and which of its rows are the person's or name him.

    Odoo clears them within hours; they may hold what was typed there.
    """
    for model in sorted(env.registry):
        if not model.startswith("azdev.") or not env[model]._transient:
            continue
        tests = [SQL("create_uid = (SELECT user_id FROM azdev_identity WHERE id = %s)", person)]
        for name, field in env[model]._fields.items():
            if field.store and field.type in ("char", "text"):
                tests.append(_is_in(SQL.identifier(name), names))
            elif field.store and field.comodel_name == "azdev.identity":
                tests.append(SQL("%s = %s", SQL.identifier(name), person))
        yield SQL.identifier(env[model]._table), SQL(" OR ").join(tests)


def _notes(names):
    for table, columns in NOTES.items():
        tests = [_is_in(SQL.identifier(name), names) for name in columns]
        yield table, columns, SQL(" OR ").join(tests)


def _blank_names(cr, table, columns, person, names, condition):
    pattern = _pattern(names)
    label = SQL(
        "(SELECT 'Erased person ' || left(pseudonym, 8) FROM azdev_identity WHERE id = %s)", person
    )
    changes = [
        SQL(
            "%(name)s = regexp_replace(%(name)s, %(pattern)s, %(label)s, 'gi')",
            name=SQL.identifier(name),
            pattern=pattern,
            label=label,
        )
        for name in columns
    ]
    cr.execute(
        SQL("UPDATE %s SET %s WHERE %s", SQL.identifier(table), SQL(", ").join(changes), condition)
    )


def _is_in(text, names):
    return SQL("(%s ~* %s AND %s ~* %s)", text, _rough(names), text, _pattern(names))


def _rough(names):
    # as sub-selects without references to the row, both are computed once a statement
    return SQL("(SELECT azdev_rough_pattern_of(%s::text[]))", names)


def _pattern(names):
    return SQL("(SELECT azdev_pattern_of(%s::text[]))", names)


def _number(cr, query):
    cr.execute(SQL("SELECT count(*) FROM (%s) counted", query))
    return cr.fetchone()[0]
