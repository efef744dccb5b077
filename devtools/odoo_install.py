"""Install and upgrade modules with Odoo's own command line."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from devtools.errors import SetupError
from devtools.odoo_source import PROGRAM

_TIMEOUT = 900


def install(config: Path, log: Path, database: str, modules: Iterable[str]) -> None:
    """Install `modules` into `database`. Raises SetupError with Odoo's own first error."""
    _odoo(config, log, database, "-i", ",".join(modules))


def upgrade(config: Path, log: Path, database: str, modules: Iterable[str]) -> None:
    """Upgrade `modules` in `database`. Raises SetupError with Odoo's own first error."""
    _odoo(config, log, database, "-u", ",".join(modules))


def _odoo(config: Path, log: Path, database: str, *arguments: str) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(PROGRAM), "-c", str(config), "-d", database, *arguments, "--without-demo"]
    command += ["--stop-after-init", "--no-http", "--workers=0"]
    with log.open("a+", errors="replace") as stream:
        start = stream.tell()
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            timeout=_TIMEOUT,
            check=False,
        )
        stream.seek(start)
        problem = first_error(stream.read())
    if done.returncode != 0 or problem:
        reason = problem or f"exit code {done.returncode}"
        raise SetupError(f"Odoo could not install {arguments[-1]}: {reason}", f"read {log}")


def first_error(text: str) -> str:
    """Return the first ERROR or CRITICAL message of an Odoo log, or an empty text."""
    found = re.search(r"^[\d-]+ [\d:,]+ \d+ (?:ERROR|CRITICAL) \S+ \S+: (.*)$", text, re.MULTILINE)
    if not found:
        return ""
    cause = re.findall(r"^(?:\w+\.)*\w+(?:Error|Exception|Invalid)\b: .*$", text, re.MULTILINE)
    return f"{found[1]} {cause[-1]}" if cause else found[1]
