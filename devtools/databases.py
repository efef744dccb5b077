"""Make, copy and drop Odoo databases, each together with its folder of stored files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from devtools.database_url import DatabaseUrl
from devtools.errors import SetupError

_LOCK = 4_718_211_933


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of one server that Odoo's role may use; `superuser` where we run the server."""

    url: DatabaseUrl
    superuser: DatabaseUrl | None
    filestores: Path

    def filestore(self, name: str) -> Path:
        """Return the folder of stored files of database `name`."""
        return self.filestores / name

    def exists(self, name: str) -> bool:
        """Tell whether database `name` exists."""
        query = sql.SQL("SELECT 1 FROM pg_database WHERE datname = {}").format(sql.Literal(name))
        return bool(self._admin(query))

    def mark(self, name: str) -> str:
        """Return what `set_mark` last said about database `name`, or an empty text."""
        rows = self._admin(
            sql.SQL(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {}"
            ).format(sql.Literal(name))
        )
        return str(rows[0][0] or "") if rows else ""

    def set_mark(self, name: str, text: str) -> None:
        """Note on the database itself from which sources it is up to date."""
        self._admin(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text))
        )

    def create(self, name: str) -> None:
        """Make an empty database with the extensions that Odoo uses."""
        self._admin(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' LC_COLLATE 'C' TEMPLATE template0").format(
                sql.Identifier(name)
            )
        )
        owner = self.superuser or self.url
        execute(owner.named(name), sql.SQL("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        execute(owner.named(name), sql.SQL("CREATE EXTENSION IF NOT EXISTS unaccent"))
        if self.superuser:
            # As Odoo does it: only an immutable function may be indexed.
            execute(owner.named(name), sql.SQL("ALTER FUNCTION unaccent(text) IMMUTABLE"))

    def copy(self, source: str, target: str) -> None:
        """Make database `target` a copy of `source`, stored files included."""
        self._admin(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )
        shutil.rmtree(self.filestore(target), ignore_errors=True)
        if self.filestore(source).exists():
            shutil.copytree(self.filestore(source), self.filestore(target))

    def drop(self, name: str) -> None:
        """Remove database `name` and its stored files, if there."""
        self._admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def named_like(self, prefix: str) -> list[str]:
        """Return the names of all databases that start with `prefix`."""
        query = sql.SQL("SELECT datname FROM pg_database WHERE starts_with(datname, {}) ORDER BY 1")
        return [row[0] for row in self._admin(query.format(sql.Literal(prefix)))]

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold a lock of the whole server while templates are made or copied."""
        connection = _connect(self.url.named("postgres"))
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
                yield
        finally:
            connection.close()

    def _admin(self, query: sql.Composable) -> list[tuple[Any, ...]]:
        return execute(self.url.named("postgres"), query)


def execute(
    url: DatabaseUrl, query: sql.Composable, parameters: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """Run one statement outside any transaction and return its rows.

    Raises SetupError when the server can't be reached or refuses it.
    """
    connection = _connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters or None)
            return cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        raise SetupError(
            f"PostgreSQL refuses: {error}", f"check the rights of role {url.user}"
        ) from None
    finally:
        connection.close()


def _connect(url: DatabaseUrl) -> Any:
    try:
        connection = psycopg2.connect(url.dsn(), connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise SetupError(f"no PostgreSQL: {error}", "check ICA_DATABASE_URL") from None
    connection.autocommit = True
    return connection
