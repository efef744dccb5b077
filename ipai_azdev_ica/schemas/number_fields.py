# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Types of numbers: ids, money, measures and checklist values; never binary fractions."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from .limits import MAX_INTEGER, MAX_MONEY, MAX_NUMBER, MAX_RECORD_ID
from .text_fields import Word

_CENT = Decimal("0.01")


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


RecordId = Annotated[int, Field(ge=1, le=MAX_RECORD_ID)]
Attempt = Annotated[int, Field(ge=1, le=10_000)]

_as_json_number = PlainSerializer(json_number, when_used="json")
Money = Annotated[
    Decimal,
    PlainValidator(_to_money),
    _as_json_number,
    # multipleOf 0.01 would be the word for it, but validators compute that with binary fractions.
    WithJsonSchema(
        {
            "type": "number",
            "minimum": 0,
            "maximum": 10**12,
            "description": "At most 2 decimals, no exponent, in the connection's currency",
        }
    ),
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
Checklist = Annotated[
    dict[Word, ChecklistValue],
    Field(max_length=64, json_schema_extra={"additionalProperties": False}),
]
