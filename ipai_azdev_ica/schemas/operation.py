# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One operation of the OpenAPI document, made from its route."""

from __future__ import annotations

from typing import Any

from openapi_pydantic.v3.v3_1 import Operation

from .error_responses import error_reference
from .examples import Example
from .json_schema import REF, query_schemas
from .route import Answer, Route

_PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "approval_id": {
        "description": "Number of the approval",
        "schema": {"type": "string", "pattern": "^APR-[0-9]{4}-[0-9]{3,9}$"},
        "example": "APR-2026-001",
    },
    "connection_key": {
        "description": "Key of the connection; part of the URL that registration wrote",
        "schema": {"type": "string", "minLength": 1},
    },
    "level": {
        "description": "Level of the tree, or `entries`",
        "schema": {"type": "string", "pattern": "^(entries|0|[1-9][0-9]?)$"},
        "example": "0",
    },
    "tile": {
        "description": "Index of the tile within its level, in groups of three digits",
        "schema": {"type": "string", "pattern": "^(x[0-9]{3}/){0,6}[0-9]{3}$"},
        "example": "000",
    },
    "width": {
        "description": "How many hashes or entries",
        "schema": {"type": "integer", "minimum": 1, "maximum": 255},
        "example": 5,
    },
    "entry": {
        "description": "UUID of the entry",
        "schema": {"type": "string", "format": "uuid"},
        "example": "5c6898f8-6d0f-4d0a-8c3f-1e0a3f3c9f52",
    },
}
# what is no JSON, by media type
_TEXTS: dict[str, dict[str, Any]] = {
    "text/html": {"type": "string"},
    "text/plain": {"type": "string"},
    "application/octet-stream": {},
}


def operation(route: Route) -> Operation:
    """Return the operation of a route."""
    fields: dict[str, Any] = {
        "tags": [route.tag],
        "summary": route.summary,
        "operationId": route.operation_id,
        "responses": {
            **{str(status): _response(answer) for status, answer in route.answers.items()},
            **{str(status): error_reference(status) for status in route.errors},
        },
        # An empty list says "none", and is not the same as leaving it out.
        "security": [{scheme: []} for scheme in route.security],
    }
    if route.description:
        fields["description"] = route.description
    if parameters := _parameters(route):
        fields["parameters"] = parameters
    if route.request_example is not None:
        fields["requestBody"] = _request_body(route, route.request_example)
    return Operation.model_validate(fields)


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, **_PATH_PARAMETERS[name]}
        for name in route.path_parameters
    ]
    if route.query is not None:
        for name, schema in query_schemas(route.query).items():
            found.append({"name": name, "in": "query", "schema": schema})
    found += [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in route.headers
    ]
    return found


def _request_body(route: Route, example: Example) -> dict[str, Any]:
    # Azure DevOps decides what hooks and checks send: any object is taken.
    schema = _reference(route.request) if route.request else {"type": "object"}
    return {"required": True, "content": {"application/json": _media(schema, (example,))}}


def _response(answer: Answer) -> dict[str, Any]:
    references = [_reference(model) for model in answer.models]
    schema = references[0] if len(references) == 1 else {"anyOf": references}
    if not references:
        schema = _TEXTS.get(answer.media_type, {"type": "object"})
    content = {answer.media_type: _media(schema, answer.examples)}
    for media_type in answer.other_media_types:
        content[media_type] = _media(_TEXTS[media_type], ())
    return {"description": answer.description, "content": content}


def _media(schema: dict[str, Any], examples: tuple[Example | str, ...]) -> dict[str, Any]:
    if not examples:
        return {"schema": schema}
    named = {f"example{number}": {"value": body} for number, body in enumerate(examples, 1)}
    return {"schema": schema, "examples": named}


def _reference(model: type[Any]) -> dict[str, Any]:
    return {"$ref": REF.format(model=model.__name__)}
