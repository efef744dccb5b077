"""The hands of a database administrator who wants history to be another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql

from devtools.database_url import DatabaseUrl
from devtools.databases import execute
from ica_ledger import Frontier, Tile, grow, leaf_hash

TABLES = (
    "azdev_ledger_anchoring",
    "azdev_ledger_checkpoint",
    "azdev_ledger_entry",
    "azdev_ledger_key",
    "azdev_ledger_leaf",
    "azdev_ledger_log",
    "azdev_ledger_opening",
    "azdev_ledger_pending",
    "azdev_ledger_tile",
)
TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)
"""


class Dba:
    """PostgreSQL's superuser in one database. There is one log in it, of one connection."""

    def __init__(self, url: DatabaseUrl) -> None:
        self._url = url

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement in a transaction of its own and return its rows."""
        with self._connection() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def maintain(self, *statements: str) -> None:
        """Run statements of which each refuses to be in a transaction."""
        for statement in statements:
            execute(self._url, sql.SQL(statement))

    def value(self, query: str, *values: object) -> Any:
        """Return the only value of a query."""
        [(value,)] = self.run(query, *values)
        return value

    @contextmanager
    def guards_off(self) -> Iterator[Any]:
        """Give a cursor before which no guard of the log stands; put all back at the end."""
        with self._connection() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(TRIGGERS, [list(TABLES)])
            triggers = cursor.fetchall()
            for table, trigger in triggers:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
            yield cursor
            for table, trigger in triggers:
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")

    def rewrite(self, table: str, column: str, expression: str) -> None:
        """Change a column without touching a guard: no trigger sees a table being rewritten."""
        kind = self.value(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE"
            " attrelid = %s::regclass AND attname = %s",
            table,
            column,
        )
        self.run(f"ALTER TABLE {table} ALTER {column} TYPE {kind} USING {expression}")

    def kill(self, table: str, condition: str) -> None:
        """Take rows away without touching a guard: surgery on the table's pages."""
        self.run("CREATE EXTENSION IF NOT EXISTS pg_surgery")
        self.run(
            f"SELECT heap_force_kill('{table}', array_agg(ctid)) FROM {table} WHERE {condition}"
        )

    def entry_at(self, index: int) -> int:
        """Return the id of the entry at a place in the log."""
        query = "SELECT entry_id FROM azdev_ledger_leaf WHERE leaf_index = %s"
        return int(self.value(query, index))

    def size(self) -> int:
        """Return how many entries have their place."""
        return int(self.value("SELECT size FROM azdev_ledger_log"))

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        with (
            closing(psycopg2.connect(self._url.dsn())) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            yield cursor


def place_again(cursor: Any, entry_ids: list[int]) -> None:
    """Make these entries, in this order, the whole log."""
    cursor.execute("DELETE FROM azdev_ledger_leaf")
    cursor.execute(
        """INSERT INTO azdev_ledger_leaf (log_id, leaf_index, entry_id)
           SELECT log.id, place - 1, entry_id
           FROM unnest(%s) WITH ORDINALITY AS given(entry_id, place), azdev_ledger_log log""",
        [entry_ids],
    )
    cursor.execute("UPDATE azdev_ledger_log SET size = %s", [len(entry_ids)])


def placed(cursor: Any) -> list[int]:
    """Return the ids of the log's entries in their order."""
    cursor.execute("SELECT entry_id FROM azdev_ledger_leaf ORDER BY leaf_index")
    return [entry_id for (entry_id,) in cursor.fetchall()]


def hash_again(cursor: Any) -> bytes:
    """Compute each entry's hash and all tiles from the entries as they are; return the root."""
    cursor.execute(
        "UPDATE azdev_ledger_entry SET leaf_hash = 'sha256:' ||"
        " encode(sha256('\\x00'::bytea || convert_to(entry, 'UTF8')), 'hex')"
    )
    cursor.execute(
        """SELECT entry FROM azdev_ledger_leaf JOIN azdev_ledger_entry entry
           ON entry.id = entry_id ORDER BY leaf_index"""
    )
    leaves = [leaf_hash(entry.encode()) for (entry,) in cursor.fetchall()]
    cursor.execute("DELETE FROM azdev_ledger_tile")
    for tile, data in grow(0, leaves, _nothing):
        cursor.execute(
            """INSERT INTO azdev_ledger_tile (log_id, level, tile_index, data)
               SELECT id, %s, %s, %s FROM azdev_ledger_log""",
            [tile.level, tile.index, data],
        )
    tree = Frontier()
    tree.extend(leaves)
    return tree.root()


def _nothing(tile: Tile) -> bytes:
    raise AssertionError(f"an empty log has no {tile.path}")
