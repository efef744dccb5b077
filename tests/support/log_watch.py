"""Watches Odoo's log: no error, no traceback, no secret."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from devtools.log_check import problems


class LogWatch:
    """Reads what a log gained since the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = path.stat().st_size

    def troubles(self, secrets: Iterable[str]) -> list[str]:
        """Return the new lines that must not be there; a secret is shown by its first letters."""
        with self._path.open("rb") as stream:
            stream.seek(self._seen)
            added = stream.read()
        self._seen += len(added)
        text = added.decode(errors="replace")
        found = problems(text)
        found += [line for line in text.splitlines() if line.startswith("Traceback")]
        return found + [f"secret {one[:4]}... in the log" for one in secrets if one in text]
