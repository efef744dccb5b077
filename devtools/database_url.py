"""Addresses of PostgreSQL databases, with the password kept out of what gets printed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote, urlsplit

from devtools.errors import SetupError

DEFAULT_NAME = "ica"


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """Where one database is and as whom to log in."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    name: str = DEFAULT_NAME

    def named(self, name: str) -> DatabaseUrl:
        """Return the address of another database of the same server."""
        return replace(self, name=name)

    def dsn(self) -> str:
        """Return the address as a URL, password included: not for logs."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"postgresql://{login}@{self.host}:{self.port}/{self.name}"


def parse(url: str) -> DatabaseUrl:
    """Parse `postgresql://user:password@host:port/name`.

    Raises SetupError when a part that Odoo needs is missing.
    """
    remedy = "write it as postgresql://user:password@host:port/database"
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise SetupError("ICA_DATABASE_URL is not a URL", remedy) from None
    if parts.scheme not in ("postgresql", "postgres") or not parts.hostname or not parts.username:
        raise SetupError("ICA_DATABASE_URL lacks scheme, host or user", remedy)
    if parts.username == "postgres":
        raise SetupError("Odoo refuses the database user postgres", "name another role in the URL")
    name = parts.path.strip("/") or DEFAULT_NAME
    password = unquote(parts.password or "")
    return DatabaseUrl(parts.hostname, port, unquote(parts.username), password, name)
