# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Installs the triggers that make PostgreSQL itself refuse what must not happen."""

import re
from pathlib import Path

from odoo.tools import SQL

FOLDER = Path(__file__).parent
FUNCTION = re.compile(r"^CREATE OR REPLACE FUNCTION (azdev_\w+)\(", re.MULTILINE)

# (database, what) -> the versions of the catalogue's rows that this process wrote
_made = {}


def install(cr, name):
    """Run one of this folder's SQL files, which may be run again at every upgrade.

    :param cr: cursor of the database's owner
    :param str name: file name without `.sql`
    """
    text = (FOLDER / f"{name}.sql").read_text()
    functions = FUNCTION.findall(text)
    versions = SQL(
        "SELECT proname, xmin::text FROM pg_proc WHERE proname = ANY(%s) ORDER BY 1", functions
    )
    if _is_untouched(cr, name, versions):
        return
    cr.execute(text)
    for function in functions:
        # otherwise a temporary table of the same name would be read in place of ours
        cr.execute(
            SQL("ALTER FUNCTION %s SET search_path = public, pg_temp", SQL.identifier(function))
        )
    _remember(cr, name, versions)


def forbid_truncate(cr, table):
    """Refuse TRUNCATE of a table, which fires no row trigger."""
    _trigger(cr, table, "truncate", "BEFORE TRUNCATE", "STATEMENT", "azdev_refuse_truncate")


def insert_only(cr, table):
    """Refuse UPDATE, DELETE and TRUNCATE of a table."""
    forbid_truncate(cr, table)
    _trigger(cr, table, "insert_only", "BEFORE UPDATE OR DELETE", "ROW", "azdev_refuse_change")


def forbid_delete(cr, table):
    """Refuse DELETE and TRUNCATE of a table whose rows may still advance."""
    forbid_truncate(cr, table)
    _trigger(cr, table, "no_delete", "BEFORE DELETE", "ROW", "azdev_refuse_change")


def on_row(cr, table, suffix, event, function, argument=None):
    """Attach one of the row functions of this folder's SQL files to a table.

    :param str argument: what the function finds in `TG_ARGV[0]`
    """
    _trigger(cr, table, suffix, event, "ROW", function, argument=argument)


def on_new_rows(cr, table, suffix, rows, function):
    """Attach a function to each INSERT statement; it sees what was added as the table `rows`."""
    referencing = SQL("REFERENCING NEW TABLE AS %s", SQL.identifier(rows))
    _trigger(cr, table, suffix, "AFTER INSERT", "STATEMENT", function, clause=referencing)


def at_commit(cr, table, suffix, event, function):
    """Attach a row function that runs when everything else of the transaction is done."""
    deferred = SQL("DEFERRABLE INITIALLY DEFERRED")
    _trigger(cr, table, suffix, event, "ROW", function, SQL("CONSTRAINT"), deferred)


def _trigger(
    cr, table, suffix, event, level, function, constraint=None, clause=None, argument=None
):
    versions = SQL(
        "SELECT tgname, tgfoid::text, xmin::text FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND tgname = %s",
        table,
        f"azdev_{suffix}",
    )
    if _is_untouched(cr, (table, suffix), versions):
        return
    name = SQL.identifier(f"azdev_{suffix}")
    relation = SQL.identifier(table)
    cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, relation))
    cr.execute(
        SQL(
            "CREATE %s TRIGGER %s %s ON %s %s FOR EACH %s EXECUTE FUNCTION %s(%s)",
            constraint or SQL(),
            name,
            SQL(event),
            relation,
            clause or SQL(),
            SQL(level),
            SQL.identifier(function),
            SQL("%s", argument) if argument else SQL(),
        )
    )
    # ALWAYS: also when a session has set itself to be a replica
    cr.execute(SQL("ALTER TABLE %s ENABLE ALWAYS TRIGGER %s", relation, name))
    _remember(cr, (table, suffix), versions)


def _is_untouched(cr, what, versions):
    """Tell whether this process installed something and nobody has written it since.

    Odoo initializes models more than once in an upgrade; the catalogue's rows should be written
    once, since their versions are what tells that a guard was never off (see `fingerprint`).
    """
    made = _made.get((cr.dbname, what))
    if not made:
        return False
    cr.execute(versions)
    return cr.fetchall() == made


def _remember(cr, what, versions):
    cr.execute(versions)
    _made[cr.dbname, what] = cr.fetchall()
