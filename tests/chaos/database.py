"""The database of an instance in the hands of PostgreSQL's superuser."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2

from devtools.database_url import DatabaseUrl

_DUE_NOW = """
    UPDATE ir_cron SET nextcall = (now() AT TIME ZONE 'UTC') - interval '1 second'
    WHERE id IN (
        SELECT cron.id FROM ir_cron cron JOIN ir_model_data named
            ON named.model = 'ir.cron' AND named.res_id = cron.id
        WHERE named.module = 'ipai_azdev_ica' FOR UPDATE OF cron SKIP LOCKED)
"""
_LAST_CALLS = """
    SELECT named.name, cron.lastcall FROM ir_cron cron JOIN ir_model_data named
        ON named.model = 'ir.cron' AND named.res_id = cron.id
    WHERE named.module = 'ipai_azdev_ica'
"""


class Superuser:
    """Statements of the superuser, each a transaction of its own."""

    def __init__(self, url: DatabaseUrl, database: str) -> None:
        self._url = url
        self._database = database

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return self._run(self._database, statement, values)

    def count(self, table_and_condition: str, *values: object) -> int:
        """Count rows, as in `count("azdev_callback WHERE state = %s", "waiting")`."""
        [(number,)] = self.run(f"SELECT count(*) FROM {table_and_condition}", *values)
        return int(number)

    def let_a_minute_pass(self) -> None:
        """Let each cron of ours that is not running be due, and tell Odoo's cron worker.

        That is what the next minute would do; it wakes nothing that the minute would not.
        """
        self.run(_DUE_NOW)
        self._run("postgres", f"NOTIFY cron_trigger, '{self._database}'", ())

    def last_calls(self) -> dict[str, Any]:
        """Return when each cron of ours was last called."""
        return dict(self.run(_LAST_CALLS))

    def _run(
        self, database: str, statement: str, values: tuple[object, ...]
    ) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self._url.named(database).dsn())) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []
