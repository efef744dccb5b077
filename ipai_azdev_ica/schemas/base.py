# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Models that every request and answer of the HTTP API has in common."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from .plain_json import plain_json

Value = TypeVar("Value")


class StrictModel(BaseModel):
    """Refuse coerced types, unknown fields, NaN and Infinity; never change after validation."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )


class RequestModel(StrictModel):
    """Body or query of a request; build it with ``validate`` or ``validate_query``."""


def _leave_open(schema: JsonSchemaValue) -> None:
    schema.pop("additionalProperties", None)


class AnswerModel(StrictModel):
    """Body of an answer; the controller sends what ``body`` returns.

    The documented schema is open, because later versions may add fields.
    """

    model_config = ConfigDict(json_schema_extra=_leave_open)

    def body(self) -> bytes:
        """Return the answer as UTF-8 JSON that may be printed into a pipeline's log."""
        return plain_json(self.model_dump_json()).encode()


def _refuse_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null_refused", "must not be null: leave the field out instead")
    return value


class _NullUnsaid:
    """Leave null out of the JSON schema of a nullable type."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        branches: list[JsonSchemaValue] = handler(schema)["anyOf"]
        return next(branch for branch in branches if branch != {"type": "null"})


# A field that may be left out (then None), but not sent as null: a variable that a script
# failed to fill is a mistake to be told, not "absent".
MaybeAbsent = Annotated[Value | None, BeforeValidator(_refuse_null), _NullUnsaid()]
