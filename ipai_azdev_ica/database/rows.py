# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain INSERT and UPDATE for guarded tables.

The ORM's `create` takes defaults from the caller's context and from `ir.default`, and logs the
values of a failing statement. Evidence is therefore written here, every column named.
"""

from odoo.tools import SQL


def insert(cr, table, values, unless_exists=False):
    """Insert one row and return its id, or None when it exists already.

    :param cr: cursor
    :param str table: table name
    :param dict values: column -> value; a `SQL` is taken as an expression
    :param bool unless_exists: answer None instead of raising for a row that is there
    """
    query = SQL(
        "INSERT INTO %s (%s) VALUES (%s) %s RETURNING id",
        SQL.identifier(table),
        SQL(", ").join(map(SQL.identifier, values)),
        SQL(", ").join(_expressions(values)),
        SQL("ON CONFLICT DO NOTHING") if unless_exists else SQL(),
    )
    # without log_exceptions the values of the failing row would stand in the log
    cr.execute(query, log_exceptions=False)
    row = cr.fetchone()
    return row and row[0]


def insert_all(cr, table, values_list):
    """Insert several rows with the same columns in one statement.

    :param list values_list: dicts of column -> value, all with the same keys
    """
    query = SQL(
        "INSERT INTO %s (%s) VALUES %s",
        SQL.identifier(table),
        SQL(", ").join(map(SQL.identifier, values_list[0])),
        SQL(", ").join(SQL("(%s)", SQL(", ").join(_expressions(values))) for values in values_list),
    )
    cr.execute(query, log_exceptions=False)


def update(cr, table, ids, values):
    """Set columns of some rows.

    :param cr: cursor
    :param str table: table name
    :param ids: ids of the rows
    :param dict values: column -> value; a `SQL` is taken as an expression
    """
    assignments = (
        SQL("%s = %s", SQL.identifier(column), expression)
        for column, expression in zip(values, _expressions(values), strict=True)
    )
    query = SQL(
        "UPDATE %s SET %s WHERE id = ANY(%s)",
        SQL.identifier(table),
        SQL(", ").join(assignments),
        list(ids),
    )
    cr.execute(query, log_exceptions=False)


def _expressions(values):
    return [value if isinstance(value, SQL) else SQL("%s", value) for value in values.values()]
