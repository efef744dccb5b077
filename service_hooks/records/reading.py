"""What the parsers of answers share: fields without which a record is of no use."""

from __future__ import annotations

from typing import TypeVar

from service_hooks.errors import Unavailable

T = TypeVar("T")


def needed(value: T | None, name: str) -> T:
    """Return the value, or raise Unavailable: an answer without it is no answer."""
    if value is None:
        raise Unavailable(f"the answer of Azure DevOps lacks {name}")
    return value
