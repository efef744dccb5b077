# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Turn the bytes of a request into a model, or into a problem that repeats nothing of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .base import RequestModel
from .errors import Detail, ErrorCode, RequestProblem, problem
from .json_text import canonical_json, parse_json
from .limits import MAX_DETAILS, MAX_FIELDS
from .text import safe_name

__all__ = ["canonical_json", "parse_json", "validate", "validate_query"]

Model = TypeVar("Model", bound=RequestModel)


def validate(model: type[Model], body: bytes) -> Model:
    """Return the request that the JSON body holds. Raises ``RequestProblem`` (400, 413)."""
    value = parse_json(body)
    if not isinstance(value, dict):
        raise problem(ErrorCode.NOT_AN_OBJECT, "the body must be a JSON object")
    return _build(model, value)


def validate_query(model: type[Model], pairs: Iterable[tuple[str, str]]) -> Model:
    """Return the request that decoded query parameters hold. Raises ``RequestProblem`` (400)."""
    found: dict[object, object] = {}
    for name, value in pairs:
        if name in found:
            details = [(safe_name(name), "stands there more than once")]
            raise problem(ErrorCode.DUPLICATE_KEY, "the query repeats a parameter", details)
        found[name] = value
    return _build(model, found)


def _build(model: type[Model], value: dict[object, object]) -> Model:
    if len(value) > MAX_FIELDS:
        raise problem(ErrorCode.INVALID_REQUEST, f"more than {MAX_FIELDS} fields")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise _problem(model, error) from None


def _problem(model: type[RequestModel], error: ValidationError) -> RequestProblem:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    details = [_detail(model, item) for item in found[:MAX_DETAILS]]
    fields = ", ".join(dict.fromkeys(field for field, _ in details))
    return problem(ErrorCode.INVALID_REQUEST, f"the request has problems in: {fields}", details)


def _detail(model: type[RequestModel], item: ErrorDetails) -> Detail:
    location = item["loc"]
    path = ".".join(safe_name(part) for part in location if part != "[key]")
    if item["type"] == "missing":
        return path, "is required"
    if item["type"] == "extra_forbidden":
        return path, _unknown(model, str(location[-1]))
    return path, item["msg"].replace("Input should be", "must be")


def _unknown(model: type[RequestModel], name: str) -> str:
    known = list(model.model_fields)
    near = get_close_matches(name[:64], known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"is not a known field: {hint}"
