# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Say in words what a JSON schema allows."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def reference_name(schema: Schema) -> str | None:
    """Return the name of the schema that ``$ref`` points to."""
    reference: str | None = schema.get("$ref")
    return None if reference is None else reference.rsplit("/", 1)[-1]


def type_words(schema: Schema) -> str:
    """Return the type: ``string``, ``array of Name``, ``pending or approved``, ``Name or null``."""
    name = reference_name(schema)
    if name is not None:
        return name
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(type_words(branch) for branch in schema[key])
    if "const" in schema:
        return str(schema["const"]).lower()
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"])
    kind = schema.get("type", "any value")
    if kind == "array":
        return f"array of {type_words(schema.get('items', {}))}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def limit_words(schema: Schema) -> str:
    """Return the limits: length, range, format and pattern; empty where there are none."""
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return "; ".join(filter(None, map(limit_words, schema[key])))
    words = [
        _range(schema.get("minLength"), schema.get("maxLength"), "characters"),
        _range(schema.get("minimum"), schema.get("maximum"), ""),
        _range(schema.get("minItems"), schema.get("maxItems"), "items"),
        _range(schema.get("minProperties"), schema.get("maxProperties"), "items"),
        schema.get("format"),
        f"`{schema['pattern']}`" if "pattern" in schema else None,
    ]
    return ", ".join(filter(None, words))


def _range(low: int | None, high: int | None, unit: str) -> str | None:
    if low is None and high is None:
        return None
    if high is None:
        words = f"at least {low}"
    elif low is None:
        words = f"at most {high}"
    else:
        words = f"{low} to {high}"
    return f"{words} {unit}".rstrip()
