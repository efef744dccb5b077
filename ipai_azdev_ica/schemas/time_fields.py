# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Types of times: RFC 3339 with a zone in requests, UTC in answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]((?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)",
    re.ASCII,
)


def parse_time(value: object) -> datetime:
    """Return the RFC 3339 text as an aware UTC time; digits after microseconds are cut off.

    An aware ``datetime`` is taken as it is. Raises ``PydanticCustomError`` for all else.
    """
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError(
            "time_form", "must be an RFC 3339 time with a zone, as 2026-01-27T14:30:00Z"
        )
    day, clock, fraction, zone = match.groups()
    text = f"{day}T{clock}.{(fraction or '0')[:6]:0<6}{zone.upper()}"
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("time_value", "must be a time that exists") from None


def format_time(value: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC with ``Z``; a fraction only where there is one."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _odoo_time(value: object) -> object:
    # Odoo's Datetime fields are naive and always UTC.
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


_time_schema = WithJsonSchema({"type": "string", "format": "date-time"})
_as_json_time = PlainSerializer(format_time, when_used="json")
Timestamp = Annotated[datetime, BeforeValidator(parse_time), _as_json_time, _time_schema]
OdooTime = Annotated[
    datetime, BeforeValidator(parse_time), BeforeValidator(_odoo_time), _as_json_time, _time_schema
]
