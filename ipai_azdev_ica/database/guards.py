# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Installs the triggers that make PostgreSQL itself refuse what must not happen."""

from pathlib import Path

from odoo.tools import SQL

FOLDER = Path(__file__).parent


def install(cr, name):
    """Run one of this folder's SQL files, which may be run again at every upgrade.

    :param cr: cursor of the database's owner
    :param str name: file name without `.sql`
    """
    cr.execute((FOLDER / f"{name}.sql").read_text())


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


def on_row(cr, table, suffix, event, function):
    """Attach one of the row functions of this folder's SQL files to a table."""
    _trigger(cr, table, suffix, event, "ROW", function)


def on_new_rows(cr, table, suffix, rows, function):
    """Attach a function to each INSERT statement; it sees what was added as the table `rows`."""
    referencing = SQL("REFERENCING NEW TABLE AS %s", SQL.identifier(rows))
    _trigger(cr, table, suffix, "AFTER INSERT", "STATEMENT", function, referencing)


def _trigger(cr, table, suffix, event, level, function, referencing=None):
    name = SQL.identifier(f"azdev_{suffix}")
    relation = SQL.identifier(table)
    cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, relation))
    cr.execute(
        SQL(
            "CREATE TRIGGER %s %s ON %s %s FOR EACH %s EXECUTE FUNCTION %s()",
            name,
            SQL(event),
            relation,
            referencing or SQL(),
            SQL(level),
            SQL.identifier(function),
        )
    )
    # ALWAYS: also when a session has set itself to be a replica
    cr.execute(SQL("ALTER TABLE %s ENABLE ALWAYS TRIGGER %s", relation, name))
