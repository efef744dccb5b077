# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tells whether the database's guards are the installed ones, and never were off since.

Odoo's role owns the tables, so it can switch a guard off, change rows and switch it on again. The
definition is the same afterwards, but PostgreSQL has written a new version of the catalogue's row:
its `xmin`, the transaction that wrote it, is another one. So two hashes are compared: one over the
definitions, one over the versions.

There are ways around every trigger that leave the triggers alone: `ALTER TABLE ... ALTER COLUMN ...
USING` rewrites all rows, and a table that inherits adds rows. They write the rows of columns and
tables in the catalogue, so these are compared, too. VACUUM, ANALYZE, REINDEX and CREATE INDEX write
none of them; VACUUM FULL and CLUSTER, which rewrite a table, do.
"""

import hashlib
import json
from typing import NamedTuple

# What this addon made, and whatever else hangs on the tables that it guards: a foreign trigger or
# rule there could swallow rows, a constraint taken away would let one person sign twice. `version`
# is the transaction that wrote the catalogue's row; empty where maintenance rewrites it.
GUARDS = r"""
    WITH guarded AS (
        SELECT oid, relname, relkind, relpersistence, relrowsecurity, relforcerowsecurity, xmin
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'azdev\_%' AND oid IN (
            SELECT tgrelid FROM pg_trigger WHERE tgname LIKE 'azdev\_%')
    )
    SELECT 'trigger ' || trigger.tgname || ' of ' || relation.relname AS guard,
           pg_get_triggerdef(trigger.oid) || ' ' || trigger.tgenabled::text AS definition,
           trigger.xmin::text AS version
    FROM pg_trigger trigger JOIN pg_class relation ON relation.oid = trigger.tgrelid
    WHERE NOT trigger.tgisinternal AND relation.relnamespace = 'public'::regnamespace
      AND (trigger.tgname LIKE 'azdev\_%' OR relation.oid IN (SELECT oid FROM guarded))
    UNION ALL
    SELECT 'function ' || oid::regprocedure, pg_get_functiondef(oid), xmin::text
    FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'azdev\_%'
    UNION ALL
    SELECT 'rule ' || rule.rulename || ' of ' || relname,
           pg_get_ruledef(rule.oid) || ' ' || rule.ev_enabled::text, rule.xmin::text
    FROM pg_rewrite rule JOIN guarded ON guarded.oid = rule.ev_class
    UNION ALL
    SELECT 'constraint ' || conname || ' of ' || relname,
           pg_get_constraintdef(held.oid), held.xmin::text
    FROM pg_constraint held JOIN guarded ON guarded.oid = held.conrelid
    WHERE contype IN ('c', 'p', 'u', 'x')
    UNION ALL
    SELECT 'index ' || indexrelid::regclass || ' of ' || relname,
           pg_get_indexdef(indexrelid) || ' ' || indisvalid::text, ''
    FROM pg_index JOIN guarded ON guarded.oid = indrelid
    WHERE indisunique
    UNION ALL
    SELECT 'column ' || attname || ' of ' || relname,
           format_type(atttypid, atttypmod) || ' ' || attnotnull::text
           || coalesce(' ' || pg_get_expr(adbin, adrelid), ''), held.xmin::text
    FROM pg_attribute held JOIN guarded ON guarded.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'table ' || relname,
           concat_ws(' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity, (
               SELECT string_agg(inhrelid::regclass::text, ',' ORDER BY inhrelid)
               FROM pg_inherits WHERE inhparent = guarded.oid)), xmin::text
    FROM guarded
    ORDER BY 1
"""
LAST = """
    SELECT guards.definitions, guards.generation, details,
           coalesce(body::jsonb @> jsonb_build_object(
               'definitions', guards.definitions, 'generation', guards.generation), false)
    FROM azdev_guards guards LEFT JOIN azdev_ledger_entry entry ON entry.id = entry_id
    ORDER BY guards.id DESC LIMIT 1
"""
NAMED_AT_MOST = 20


class Fingerprint(NamedTuple):
    """The guards as they are now.

    :param str definitions: `sha256:<hex>` over what they say
    :param str generation: `sha256:<hex>` over which transaction wrote each
    :param dict details: guard -> [short hash of its definition, version]
    """

    definitions: str
    generation: str
    details: dict


def fingerprint(cr):
    """Return the fingerprint of the guards as this transaction sees them.

    :param cr: cursor
    :rtype: Fingerprint
    """
    cr.execute(GUARDS)
    rows = cr.fetchall()
    return Fingerprint(
        _hash([(guard, definition) for guard, definition, version in rows]),
        _hash([(guard, version) for guard, definition, version in rows]),
        {
            guard: [hashlib.sha256(definition.encode()).hexdigest()[:16], version]
            for guard, definition, version in rows
        },
    )


def check(cr):
    """Return None when the guards are the last recorded ones, else in words what differs.

    :param cr: cursor
    :rtype: str or None
    """
    now = fingerprint(cr)
    cr.execute("SELECT to_regclass('public.azdev_guards')")
    if not cr.fetchone()[0]:
        return "The table of recorded guards is gone."
    cr.execute(LAST)
    last = cr.fetchone()
    if not last:
        return "No guards were ever recorded."
    if not last[3]:
        return "The guards were recorded otherwise than their ledger entry says."
    if (now.definitions, now.generation) == last[:2]:
        return None
    differences = _differences(json.loads(last[2]), now.details)
    more = len(differences) - NAMED_AT_MOST
    words = "; ".join(differences[:NAMED_AT_MOST]) or "the recorded list was changed"
    return f"{words}{f'; and {more} more' if more > 0 else ''}."


def _differences(recorded, now):
    words = []
    for guard in sorted(recorded.keys() | now.keys()):
        was, is_now = recorded.get(guard), now.get(guard)
        if is_now is None:
            words.append(f"{guard} is gone")
        elif was is None:
            words.append(f"{guard} was added")
        elif was != is_now:
            words.append(f"{guard} was {_how_changed(guard, was[0] == is_now[0])}")
    return words


def _how_changed(guard, says_the_same):
    if guard.startswith(("column ", "table ")):
        return "altered, and its rows perhaps with it" if says_the_same else "changed"
    return "off or replaced for a while" if says_the_same else "changed or switched off"


def _hash(value):
    text = json.dumps(value, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
