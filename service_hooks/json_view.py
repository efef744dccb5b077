"""Looks into JSON of uncertain shape: what is missing or odd is None, never an error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from service_hooks.identifiers import MAX_INT32, Guid, parse_guid, parse_positive_int
from service_hooks.json_reading import JsonObject, JsonValue


def lookup(value: JsonValue, *path: str) -> JsonValue:
    """Follow keys into objects, an exact key before one that differs in case; None when absent."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value[key] if key in value else _folded(value, key)
    return value


def text(value: JsonValue, *path: str) -> str | None:
    """Return non-empty text without NUL and broken surrogates, which no database would take."""
    found = lookup(value, *path)
    if not isinstance(found, str) or not found:
        return None
    return found.replace("\x00", "").encode("utf-8", "replace").decode("utf-8") or None


def guid(value: JsonValue, *path: str) -> Guid | None:
    """Return a GUID in canonical form."""
    try:
        return parse_guid(lookup(value, *path))
    except ValueError:
        return None


def positive_int(value: JsonValue, *path: str, maximum: int = MAX_INT32) -> int | None:
    """Return a positive integer, also when it was sent as digits."""
    try:
        return parse_positive_int(lookup(value, *path), maximum=maximum)
    except ValueError:
        return None


def word(value: JsonValue, *path: str) -> str | None:
    """Return a word of one of ADO's enumerations in lower camel case, however it was sent.

    Events say `inProgress`, the filters of the same events `InProgress`.
    """
    found = text(value, *path)
    return None if found is None else found[0].lower() + found[1:]


def moment(value: JsonValue, *path: str) -> datetime | None:
    """Return a time in UTC; ADO's "never" (year 1) and times without zone are None."""
    found = text(value, *path)
    try:
        parsed = datetime.fromisoformat(found or "")
        in_utc = parsed.astimezone(UTC) if parsed.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
    return in_utc if in_utc is not None and in_utc.year > 1 else None


def flag(value: JsonValue, *path: str) -> bool:
    """Return True for true and for the text "true", which ADO uses in inputs."""
    found = lookup(value, *path)
    return found is True or (isinstance(found, str) and found.casefold() == "true")


def objects(value: JsonValue, *path: str) -> Iterator[JsonObject]:
    """Yield the objects of a list; other items are skipped."""
    found = lookup(value, *path)
    if isinstance(found, list):
        yield from (item for item in found if isinstance(item, dict))


def _folded(value: JsonObject, key: str) -> JsonValue:
    wanted = key.casefold()
    return next((item for name, item in value.items() if name.casefold() == wanted), None)
