"""Canonical bytes of what the log records (RFC 8785, JSON Canonicalization Scheme)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import rfc8785

MAX_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 7493, section 2.2)."""

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


class NotCanonical(ValueError):
    """A value has no single canonical form; the message names the path."""


def canonical_bytes(value: object) -> bytes:
    """Return the RFC 8785 bytes of a JSON value, its texts in Unicode form NFC.

    Floats are refused: their printed form is where two implementations disagree first.

    Raises NotCanonical for floats, integers beyond 2**53 - 1, lone surrogates, NUL, keys that
    are not strings, keys that become equal under NFC, and types that JSON does not have.
    """
    return rfc8785.dumps(_checked(value, "$"))


def _checked(value: object, path: str) -> Json:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _integer(value, path)
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, Mapping):
        return _mapping(value, path)
    if isinstance(value, list | tuple):
        return [_checked(item, f"{path}[{index}]") for index, item in enumerate(value)]
    raise NotCanonical(f"{path}: {type(value).__name__} is not allowed in a log entry")


def _integer(value: int, path: str) -> int:
    if abs(value) > MAX_INTEGER:
        raise NotCanonical(f"{path}: integer beyond 2**53 - 1")
    return int(value)


def _text(value: str, path: str) -> str:
    if "\x00" in value:
        raise NotCanonical(f"{path}: NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotCanonical(f"{path}: lone surrogate") from None
    return unicodedata.normalize("NFC", value)


def _mapping(value: Mapping[object, object], path: str) -> dict[str, Json]:
    checked: dict[str, Json] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotCanonical(f"{path}: key {key!r} is not a string")
        name = _text(key, f"{path}.{key!r}")
        if name in checked:
            raise NotCanonical(f"{path}: key {name!r} twice")
        checked[name] = _checked(item, f"{path}.{name}")
    return checked
