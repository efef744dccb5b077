"""Marked texts, and a search for them in everything that an instance keeps."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.sql

_COLUMNS = """
    SELECT table_schema, table_name, column_name FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
    ORDER BY 1, 2, ordinal_position
"""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A marked text that was found: which one, and in which column or file."""

    marker: str
    place: str


class Canary:
    """Marked texts by the name of what they stand for."""

    def __init__(self, markers: Mapping[str, str]) -> None:
        self.markers = dict(markers)
        self._forms = {name: set(_forms(text)) for name, text in markers.items()}

    def in_text(self, text: str, place: str) -> Iterator[Found]:
        """Look for the markers in a text, also in hexadecimal and Base64."""
        for name, forms in self._forms.items():
            if any(form in text for form in forms):
                yield Found(name, place)

    def in_database(self, dsn: str) -> Iterator[Found]:
        """Look in each column of each table; `dsn` needs the rights to read them all."""
        with psycopg2.connect(dsn) as connection:
            tables = _columns(connection)
        for (schema, table), columns in tables.items():
            with psycopg2.connect(dsn) as connection, connection.cursor("canary") as cursor:
                cursor.execute(_as_text(schema, table, columns))
                for row in cursor:
                    yield from self._in_row(table, columns, row)

    def in_files(self, paths: Iterable[Path], below: Path) -> Iterator[Found]:
        """Look in files and in all files of folders."""
        for path in paths:
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                if file.is_file():
                    text = file.read_bytes().decode("utf-8", errors="replace")
                    yield from self.in_text(text, str(file.relative_to(below)))

    def _in_row(self, table: str, columns: list[str], row: tuple[Any, ...]) -> Iterator[Found]:
        for column, value in zip(columns, row, strict=True):
            if value is not None:
                yield from self.in_text(value, f"{table}.{column}")


def _columns(connection: Any) -> dict[tuple[str, str], list[str]]:
    tables: dict[tuple[str, str], list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for schema, table, column in cursor.fetchall():
            tables.setdefault((schema, table), []).append(column)
    return tables


def _as_text(schema: str, table: str, columns: list[str]) -> psycopg2.sql.Composed:
    names = [psycopg2.sql.SQL("{}::text").format(psycopg2.sql.Identifier(c)) for c in columns]
    return psycopg2.sql.SQL("SELECT {} FROM {}").format(
        psycopg2.sql.SQL(", ").join(names), psycopg2.sql.Identifier(schema, table)
    )


def _forms(text: str) -> Iterator[str]:
    """Return a text as it is, in hexadecimal, and in Base64 at each of its three offsets."""
    data = text.encode()
    yield text
    yield binascii.hexlify(data).decode()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + data).decode().rstrip("=")
        # characters at the ends also hold bits of what stands beside
        yield encoded[-(-offset * 8 // 6) : -1]
