"""Dump and restore a database with the programs of the PostgreSQL wheel."""

from __future__ import annotations

import tempfile
from pathlib import Path

from devtools.commands import run
from devtools.database_url import DatabaseUrl
from devtools.postgres import programs

_REMEDY = "run `make clean`, then the same command again"


def dump(source: DatabaseUrl, target: Path) -> None:
    """Write database `source` to the file `target`."""
    run(
        [programs() / "pg_dump", "-Fc", "-Z1", "-f", target, *_connection(source)],
        failure=f"cannot dump {source.name}",
        remedy=_REMEDY,
        environ={"PGPASSWORD": source.password},
    )


def restore(target: DatabaseUrl, source: Path, owner: str) -> None:
    """Fill the empty database `target`, which has the extensions already, as role `owner`."""
    contents = run([programs() / "pg_restore", "-l", source], failure="bad dump", remedy=_REMEDY)
    lines = [line for line in contents.splitlines() if " EXTENSION " not in line]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.write("\n".join(lines) + "\n")
        wanted.flush()
        options = ["--no-owner", f"--role={owner}", "--exit-on-error", "-L", wanted.name]
        run(
            [programs() / "pg_restore", *options, *_connection(target), source],
            failure=f"cannot restore {target.name}",
            remedy=_REMEDY,
            environ={"PGPASSWORD": target.password},
        )


def _connection(url: DatabaseUrl) -> list[str]:
    return ["-h", url.host, "-p", str(url.port), "-U", url.user, "-d", url.name]
