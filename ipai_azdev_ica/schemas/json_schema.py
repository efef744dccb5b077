# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""JSON schemas of the models, as ``components/schemas`` of the OpenAPI document has them."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core.core_schema import WithDefaultSchema

from .base import RequestModel
from .errors import ErrorAnswer
from .events import KNOWN_EVENTS
from .routes import ROUTES
from .run import RunEvent

REF: Final = "#/components/schemas/{model}"

_Mode = Literal["validation", "serialization"]


class _Generator(GenerateJsonSchema):
    """Say neither titles that repeat the name nor ``default: null`` where null is refused."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def component_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every route, of the errors and of known events by name."""
    models: dict[type[BaseModel], _Mode] = {ErrorAnswer: "serialization"}
    for route in ROUTES:
        for answer in route.answers.values():
            models |= dict.fromkeys(answer.models, "serialization")
        if route.request is not None:
            models[route.request] = "validation"
    models |= dict.fromkeys(KNOWN_EVENTS.values(), "validation")
    _, found = models_json_schema(
        list(models.items()), ref_template=REF, schema_generator=_Generator
    )
    schemas: dict[str, dict[str, Any]] = found["$defs"]
    schemas[RunEvent.__name__]["allOf"] = _event_conditions()
    return dict(sorted(schemas.items()))


def query_schemas(model: type[RequestModel]) -> dict[str, dict[str, Any]]:
    """Return the schema of each query parameter by name."""
    schema = model.model_json_schema(schema_generator=_Generator)
    properties: dict[str, dict[str, Any]] = schema["properties"]
    return properties


def _event_conditions() -> list[dict[str, Any]]:
    return [
        {
            "if": {"properties": {"event_type": {"const": name}}, "required": ["event_type"]},
            "then": {"properties": {"event_data": {"$ref": REF.format(model=model.__name__)}}},
        }
        for name, model in KNOWN_EVENTS.items()
    ]
