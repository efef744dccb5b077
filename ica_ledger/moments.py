"""Times as the log writes them: UTC, milliseconds, `2026-11-24T12:00:00.000Z` (RFC 3339)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")


def format_time(time: datetime) -> str:
    """Return the text of a time; raises ValueError for one without a time zone."""
    if time.tzinfo is None:
        raise ValueError("a time without a time zone")
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(text: str) -> datetime:
    """Return the time of a text, in UTC; raises ValueError when it is written otherwise."""
    if not _TIME.fullmatch(text):
        raise ValueError(f"{text!r} is not a time in UTC")
    return datetime.fromisoformat(text)
