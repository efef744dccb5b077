"""Checks that a document has the types that an operation reads."""

from __future__ import annotations

from typing import Any

# A type; a list of one shape; an object with the shapes of known members, "*" for all others.
Shape = type | list[Any] | dict[str, Any]

FILTERS: Shape = [{"conditions": [{"inputId": str, "operator": str}]}]


def misfit(value: Any, shape: Shape, name: str = "The request body") -> str:
    """Say where a value does not have its shape; empty if it has. Null fits everywhere inside."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{name} is not an array."
        return next(filter(None, (_inner(item, shape[0], f"{name}[]") for item in value)), "")
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return f"{name} is not an object."
        found = (_member(member, item, shape) for member, item in value.items())
        return next(filter(None, found), "")
    # JSON's true is no number, although Python's is.
    fits = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    return "" if fits else f"{name} is not of type {shape.__name__}."


def _member(name: str, value: Any, shape: dict[str, Any]) -> str:
    wanted = shape.get(name, shape.get("*"))
    return "" if wanted is None else _inner(value, wanted, name)


def _inner(value: Any, shape: Shape, name: str) -> str:
    return "" if value is None else misfit(value, shape, name)
