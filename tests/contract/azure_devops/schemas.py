"""Turns Swagger 2.0 definitions into JSON schemas that refuse unknown properties."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from jsonschema import FormatChecker

from tests.contract.azure_devops import gaps

Json = dict[str, Any]
FORMATS = FormatChecker(formats=())
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@FORMATS.checks("uuid")
def _is_guid(value: object) -> bool:
    return not isinstance(value, str) or _GUID.fullmatch(value) is not None


@FORMATS.checks("date-time")
def _is_time(value: object) -> bool:
    """Accept what .NET writes, up to seven digits of a second; no zone is its DateTime.MinValue."""
    if not isinstance(value, str):
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return "T" in value and (value.endswith("Z") or value.startswith("0001-01-01"))


def strict(schema: Json, definitions: Json) -> Json:
    """Make a schema that stands alone: inheritance flattened, no property but the declared ones."""
    return {
        **_translate(schema, definitions),
        "definitions": {
            name: _definition(name, definitions) for name in definitions if name not in gaps.FREE
        }
        | {name: {} for name in gaps.FREE},
    }


def _definition(name: str, definitions: Json) -> Json:
    source = definitions[name]
    if source.get("type") != "object":
        return _translate(source, definitions)
    properties = {
        key: _translate(value, definitions)
        for key, value in {**_inherited(name, definitions), **gaps.extra(name)}.items()
    }
    values = source.get("additionalProperties")
    rest = _translate(values, definitions) if isinstance(values, dict) else False
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": rest}


def _inherited(name: str, definitions: Json) -> Json:
    """Collect the properties of a definition and of all it inherits from."""
    found: Json = {}
    for parent in definitions[name].get("allOf") or []:
        if "$ref" in parent:
            found |= _inherited(parent["$ref"].rpartition("/")[2], definitions)
    return found | (definitions[name].get("properties") or {})


def _translate(schema: Json, definitions: Json) -> Json:
    """Translate one schema; everything may be null, which Swagger 2.0 cannot say."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    kept: Json = {}
    if "type" in schema and not (schema["type"] == "object" and len(schema) <= 2):
        kept["type"] = [schema["type"], "null"]
    if "enum" in schema:
        kept["enum"] = [*schema["enum"], None]
    if schema.get("format") in ("uuid", "date-time"):
        kept["format"] = schema["format"]
    if "items" in schema:
        kept["items"] = _translate(schema["items"], definitions)
    if "properties" in schema:
        properties = schema["properties"].items()
        kept["properties"] = {key: _translate(value, definitions) for key, value in properties}
    values = schema.get("additionalProperties")
    if values is not None:
        is_schema = isinstance(values, dict)
        kept["additionalProperties"] = _translate(values, definitions) if is_schema else values
    return kept
