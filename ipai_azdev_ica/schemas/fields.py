# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Types of single fields: text, identifiers, money, time, checklist values."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from .limits import MAX_INTEGER, MAX_MONEY, MAX_NUMBER
from .text import text_problem

_CENT = Decimal("0.01")
_NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]+$"
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]((?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)",
    re.ASCII,
)


def _printable(value: str) -> str:
    # isprintable() also refuses surrogates, bidirectional overrides and zero-width characters,
    # with which two identifiers can look the same.
    if not value.isprintable() or value != value.strip():
        raise PydanticCustomError(
            "not_printable", "must be printable, without control characters or spaces around it"
        )
    return value


def _plain_text(value: str) -> str:
    problem = text_problem(value)
    if problem is None and any(_is_control(character) for character in value):
        problem = "must not contain control characters but tab and line breaks"
    if problem is not None:
        raise PydanticCustomError("text_refused", "{problem}", {"problem": problem})
    return value


def _is_control(character: str) -> bool:
    return character not in "\t\n\r" and unicodedata.category(character) == "Cc"


def _to_money(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("money_type", "must be a number")
    amount = Decimal(value)
    # 1e3 is refused although it is a number: an exponent hides the size from a reader.
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > 0:
        raise PydanticCustomError("money_form", "must be written without an exponent")
    if amount < 0 or amount > MAX_MONEY:
        raise PydanticCustomError("money_range", "must be between 0 and 1000000000000")
    cents = amount.quantize(_CENT)
    if amount != cents:
        raise PydanticCustomError("money_decimals", "must have at most 2 decimals")
    return cents.copy_abs()


def _to_number(value: object) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number_type", "must be a number")
    number = Decimal(value)
    if not number.is_finite() or number.copy_abs() > MAX_NUMBER:
        raise PydanticCustomError("number_range", "must be between -1e12 and 1e12")
    return value


def _not_negative(value: int | Decimal) -> int | Decimal:
    if value < 0:
        raise PydanticCustomError("number_range", "must not be negative")
    return value


def _to_percent(value: int | Decimal) -> int | Decimal:
    if not 0 <= value <= 100:
        raise PydanticCustomError("number_range", "must be between 0 and 100")
    return value


def _to_checklist_value(value: object) -> bool | int | Decimal:
    if isinstance(value, bool):
        return value
    if not isinstance(value, int | Decimal):
        raise PydanticCustomError("checklist_type", "must be true, false or a number")
    return _to_number(value)


def json_number(value: Decimal | int | bool) -> int | float | bool:
    """Return a finite number as JSON writes it: 2500.0 becomes 2500 (RFC 8785, 3.2.2.3)."""
    if isinstance(value, int):
        return value
    whole = abs(value) <= MAX_INTEGER and value == value.to_integral_value()
    return int(value) if whole else float(value)


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


def _spelled(pattern: str, words: str) -> Any:
    """Return the metadata of a text that must match the pattern, which people read as words."""
    expression = re.compile(pattern)

    def check(value: str) -> str:
        # $ also matches before a line break at the end.
        if expression.fullmatch(value) is None:
            raise PydanticCustomError("spelling", "must be {words}", {"words": words})
        return value

    return AfterValidator(check), Field(json_schema_extra={"pattern": pattern})


_WORD, _WORD_SCHEMA = _spelled(r"^[a-z0-9_]{1,64}$", "1 to 64 of a-z, 0-9 and _")
_COMMIT, _COMMIT_SCHEMA = _spelled(r"^[0-9a-f]{7,64}$", "7 to 64 lower-case hexadecimal digits")
_APPROVAL, _APPROVAL_SCHEMA = _spelled(
    r"^APR-[0-9]{4}-[0-9]{3,9}$", "an approval's number, as APR-2026-001"
)
_SHA256, _SHA256_SCHEMA = _spelled(r"^sha256:[0-9a-f]{64}$", "sha256: and 64 hexadecimal digits")

_PRINTABLE = AfterValidator(_printable)
_PRINTABLE_SCHEMA = Field(min_length=1, json_schema_extra={"pattern": _NO_CONTROLS})

Identifier = Annotated[str, StringConstraints(max_length=128), _PRINTABLE, _PRINTABLE_SCHEMA]
Name = Annotated[str, StringConstraints(max_length=255), _PRINTABLE, _PRINTABLE_SCHEMA]
BranchName = Annotated[str, StringConstraints(max_length=512), _PRINTABLE, _PRINTABLE_SCHEMA]
Text = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_plain_text)]
CommitId = Annotated[str, _COMMIT, _COMMIT_SCHEMA]
Word = Annotated[str, _WORD, _WORD_SCHEMA]
Sha256 = Annotated[str, _SHA256, _SHA256_SCHEMA]
ApprovalId = Annotated[str, _APPROVAL, _APPROVAL_SCHEMA]
RecordId = Annotated[int, Field(ge=1, le=MAX_INTEGER)]
Attempt = Annotated[int, Field(ge=1, le=10_000)]

_as_json_number = PlainSerializer(json_number, when_used="json")
Money = Annotated[
    Decimal,
    PlainValidator(_to_money),
    _as_json_number,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10**12, "multipleOf": 0.01}),
]
_number = PlainValidator(_to_number)
Seconds = Annotated[
    int | Decimal,
    _number,
    AfterValidator(_not_negative),
    _as_json_number,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10**12}),
]
Percent = Annotated[
    int | Decimal,
    _number,
    AfterValidator(_to_percent),
    _as_json_number,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
ChecklistValue = Annotated[
    bool | int | Decimal,
    PlainValidator(_to_checklist_value),
    _as_json_number,
    WithJsonSchema({"type": ["boolean", "number"], "minimum": -(10**12), "maximum": 10**12}),
]
Checklist = Annotated[dict[Word, ChecklistValue], Field(max_length=64)]

_time_schema = WithJsonSchema({"type": "string", "format": "date-time"})
_as_json_time = PlainSerializer(format_time, when_used="json")
Timestamp = Annotated[datetime, BeforeValidator(parse_time), _as_json_time, _time_schema]
OdooTime = Annotated[
    datetime, BeforeValidator(parse_time), BeforeValidator(_odoo_time), _as_json_time, _time_schema
]
