# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text that PostgreSQL and UTF-8 can hold, and names that are safe to repeat in an answer."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_SAFE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}", re.ASCII)


def text_problem(value: str) -> str | None:
    """Name what keeps a text out of a database column, or return None."""
    if "\x00" in value:
        return "must not contain the character U+0000"
    if _SURROGATE.search(value):
        return "must not contain half of a surrogate pair"
    return None


def safe_name(name: object) -> str:
    """Return a field name or index as it may stand in an answer; ``?`` for anything else."""
    if isinstance(name, int):
        return str(name)
    return name if isinstance(name, str) and _SAFE_NAME.fullmatch(name) else "?"
