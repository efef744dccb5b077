"""Identifiers that may stand in a URL: GUIDs, positive integers and the names of hubs."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NewType

Guid = NewType("Guid", str)
"""A GUID in lower case with hyphens; made by `parse_guid` only."""

MAX_INT32: Final = 2**31 - 1
MAX_INT64: Final = 2**63 - 1

_GUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_EMPTY_GUID: Final = "00000000-0000-0000-0000-000000000000"
_DIGITS: Final = re.compile(r"[1-9][0-9]{0,18}")
_MACRO: Final = re.compile(r"\$\([^()]*\)")


class HubName(StrEnum):
    """The orchestration hubs that Azure DevOps names in `$(system.HostType)`."""

    CHECKS = "checks"
    BUILD = "build"
    RELEASE = "release"
    DEPLOYMENT = "deployment"
    GATES = "gates"


def parse_guid(value: object) -> Guid:
    """Return the GUID in canonical form; raise ValueError for anything else, also the empty one."""
    text = value.lower() if isinstance(value, str) else ""
    if not _GUID.fullmatch(text):
        raise ValueError("is not a GUID")
    if text == _EMPTY_GUID:
        raise ValueError("is the empty GUID")
    return Guid(text)


def parse_positive_int(value: object, *, maximum: int = MAX_INT32) -> int:
    """Return a positive integer given as integer or as plain digits, or raise ValueError.

    Digits are taken because ADO pastes its variables as text. Booleans, fractions, signs, spaces
    and leading zeros are not.
    """
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= maximum:
        raise ValueError(f"is not a whole number from 1 to {maximum}")
    return value


def parse_hub_name(value: object) -> HubName:
    """Return the hub, whatever the case; raise ValueError for a name that is not a hub."""
    try:
        return HubName(value.casefold() if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("is not one of " + ", ".join(HubName)) from None


def is_unexpanded_macro(value: object) -> bool:
    """Tell whether ADO left `$(...)` as it was, which means that it knew no such variable."""
    return isinstance(value, str) and _MACRO.fullmatch(value.strip()) is not None
