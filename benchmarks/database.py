"""What the benchmark asks PostgreSQL itself: what an API does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg2


class Database:
    """One connection in autocommit; use `close` at the end."""

    def __init__(self, dsn: str) -> None:
        self._connection = psycopg2.connect(dsn)
        self._connection.autocommit = True

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return list(cursor.fetchall())

    def run(self, statement: str) -> None:
        """Run a statement that returns nothing, outside any transaction."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def value(self, query: str, parameters: Sequence[object] = ()) -> Any:
        """Return the only value of the only row."""
        [(value,)] = self.rows(query, parameters)
        return value

    def size(self, *tables: str) -> int:
        """Return the bytes of tables with their indexes and what is stored out of line."""
        names = list(tables)
        query = "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s) AS name"
        return int(self.value(query, [names]))

    def parts(self, table: str) -> tuple[int, int]:
        """Return the bytes of a table's rows and those of its indexes."""
        query = "SELECT pg_table_size(%s::regclass), pg_indexes_size(%s::regclass)"
        [(rows, indexes)] = self.rows(query, [table, table])
        return int(rows), int(indexes)
