"""What an Odoo log must not hold after a test run."""

from __future__ import annotations

import re

_LINE = re.compile(r"^[\d-]+ [\d:,]+ \d+ (?:ERROR|CRITICAL) ")
# Notices of this packaging of Odoo 19 that say nothing about our code.
_HARMLESS = (
    "missing --http-interface",
    "Running as user 'root'",
)


def problems(text: str) -> list[str]:
    """Return the lines at level ERROR or CRITICAL that matter."""
    return [
        line
        for line in text.splitlines()
        if _LINE.match(line) and not any(notice in line for notice in _HARMLESS)
    ]
