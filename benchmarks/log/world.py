"""Two databases with a log each, a short and a long one, made from the template database."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg2 import sql

from benchmarks.database import Database
from benchmarks.instance import Bench
from devtools.console import step
from devtools.databases import execute
from devtools.errors import SetupError
from devtools.paths import ROOT

SHORT, LONG = "ica_log_short", "ica_log_long"
SHORT_ENTRIES = 1000
_TEMPLATES = "ica_addon_"
_TIMEOUT = 600.0


@dataclass(frozen=True, slots=True)
class World:
    """Both databases.

    `grown` is what making the long log reported, `took` the seconds of making both.
    """

    config: Path
    anchor: Path
    grown: dict[str, Any]
    took: float
    disk_bytes: int

    @property
    def published(self) -> Path:
        """Folder in which the anchor holds the long log."""
        return self.anchor / str(self.grown["origin"])


@contextmanager
def made(bench: Bench, entries: int) -> Iterator[World]:
    """Make both databases and remove them afterwards; Odoo doesn't serve them.

    Raises SetupError when that can't be done.
    """
    folder = bench.home.home / "log"
    try:
        with step(f"make a log of {entries:,} entries"):
            world = _make(bench, folder, entries)
        yield world
    finally:
        for name in (SHORT, LONG):
            bench.databases.drop(name)
        shutil.rmtree(folder, ignore_errors=True)


def inside(command: str, config: Path, *arguments: object) -> dict[str, Any]:
    """Run a command of `benchmarks.log.inside` and return what it found.

    Raises SetupError when it fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.log.inside", command, config, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    if done.returncode != 0:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise SetupError(f"the log could not be made or measured: {reason}", f"try with {config}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _make(bench: Bench, folder: Path, entries: int) -> World:
    """Make the short log, copy its database, and let the log grow on in the copy."""
    begun, before = time.monotonic(), _bytes(bench.home.home)
    anchor = folder / "anchor"
    anchor.mkdir(parents=True, mode=0o755)
    databases = bench.databases
    config = _config(bench.home.odoo_conf, folder, SHORT)
    with databases.exclusive():
        databases.copy(databases.named_like(_TEMPLATES)[-1], SHORT)
    inside("grow", config, SHORT_ENTRIES, 2025)
    databases.copy(SHORT, LONG)
    config = _config(bench.home.odoo_conf, folder, LONG)
    grown = inside("grow", config, entries - SHORT_ENTRIES, 2026)
    _settle(bench)
    disk_bytes = _bytes(bench.home.home) - before
    return World(config, anchor, grown, time.monotonic() - begun, disk_bytes)


def _config(served: Path, folder: Path, name: str) -> Path:
    """Write a configuration like that of the served Odoo for a log with a key of its own."""
    parser = configparser.RawConfigParser()
    parser.read(served)
    parser["options"]["db_name"] = name
    parser["options"]["azdev_anchors"] = (folder / "anchor").as_uri()
    parser["options"]["azdev_ledger_key_file"] = str(folder / "ledger.key")
    file = folder / f"{name}.conf"
    file.touch(mode=0o600)
    with file.open("w") as stream:
        parser.write(stream)
    return file


def _settle(bench: Bench) -> None:
    """Have no work left over that would later disturb the one database and not the other."""
    for name in (SHORT, LONG):
        database = Database(bench.databases.url.named(name).dsn())
        database.run("VACUUM ANALYZE")
        database.close()
    if bench.databases.superuser:
        execute(bench.databases.superuser, sql.SQL("CHECKPOINT"))


def _bytes(folder: Path) -> int:
    """Return the bytes of all files below a folder, in which others write meanwhile."""
    total = 0
    for parent, _folders, files in os.walk(folder):
        for name in files:
            with suppress(FileNotFoundError):
                total += (Path(parent) / name).stat().st_size
    return total
