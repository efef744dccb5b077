"""Dumps of template databases in the tool chain, for servers that don't have them yet."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from devtools import pg_dump
from devtools.console import step
from devtools.databases import Databases
from devtools.paths import TOOLCHAIN

FOLDER = TOOLCHAIN / "templates"
# More than one, for a second process that is just reading the previous one.
_KEPT = 3


def restore(databases: Databases, name: str, folder: Path = FOLDER) -> bool:
    """Make database `name` from its dump; return False when there is none."""
    cached = folder / name
    if databases.superuser is None or not cached.exists():
        return False
    with step(f"restore template database {name}"):
        databases.create(name)
        owner = databases.url.user
        pg_dump.restore(databases.superuser.named(name), cached / "odoo.dump", owner)
        shutil.copytree(cached / "filestore", databases.filestore(name), dirs_exist_ok=True)
    return True


def remember(databases: Databases, name: str, prefix: str, folder: Path = FOLDER) -> None:
    """Keep a dump of database `name`, and few older ones whose names start with `prefix`.

    Only of servers that we run: another version's dump might not be readable.
    """
    if databases.superuser is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    pg_dump.dump(databases.url.named(name), draft / "odoo.dump")
    (draft / "filestore").mkdir()
    if databases.filestore(name).exists():
        shutil.copytree(databases.filestore(name), draft / "filestore", dirs_exist_ok=True)
    try:
        draft.rename(folder / name)
    except OSError:
        # Another process was faster; its dump is as good.
        shutil.rmtree(draft)
    newest_first = sorted(folder.glob(f"{prefix}*"), key=_age)
    for old in newest_first[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _age(path: Path) -> float:
    return -path.stat().st_mtime
