# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The error answers that the operations share."""

from __future__ import annotations

from typing import Any

from openapi_pydantic.v3.v3_1 import Reference, Response

from .errors import STATUS_OF, ErrorAnswer, ErrorCode, error_answer
from .json_schema import REF

DESCRIPTIONS = {
    400: "Malformed: not JSON, a repeated key, an unknown field, a value of the wrong type",
    401: "No credentials, or wrong ones",
    403: "These credentials may not do this",
    404: "Not there, or not for these credentials",
    409: "Contradicts what is recorded, or names several; the details say what",
    413: "The body is larger than 1 MiB",
    422: "Refused by policy; the details give the reasons",
    429: "Too many tries with missing or wrong credentials; never with the right ones of a machine",
    500: "Our own failure; send the same request again, with exponential back-off",
    503: "Not able to serve now; send the same request again, with exponential back-off",
}
_DETAILS = {
    ErrorCode.INVALID_REQUEST: ("comit", "is not a known field: did you mean commit?"),
    ErrorCode.CONFLICT: ("branch", "is recorded as main, the request says release"),
    ErrorCode.REFUSED_BY_POLICY: ("estimated_cost", "is required for production"),
}
_EXAMPLE_CODES = {
    400: ErrorCode.INVALID_REQUEST,
    403: ErrorCode.HUMAN_REQUIRED,
    409: ErrorCode.CONFLICT,
}
_RETRY_AFTER = {
    "description": "Seconds to wait",
    "schema": {"type": "integer", "minimum": 1},
}


def error_reference(status: int) -> Reference:
    """Return the reference to the shared answer of a status."""
    return Reference.model_validate({"$ref": f"#/components/responses/Error{status}"})


def error_responses() -> dict[str, Any]:
    """Return ``components/responses``: one answer for each status of ``STATUS_OF``."""
    return {f"Error{status}": _response(status) for status in DESCRIPTIONS}


def _response(status: int) -> Response:
    codes = [code for code, of in STATUS_OF.items() if of == status]
    code = _EXAMPLE_CODES.get(status, codes[0])
    details = [_DETAILS[code]] if code in _DETAILS else []
    example = error_answer(code, DESCRIPTIONS[status], details, request_id="6f1c2f0e5b7a4d3c")
    media = {
        "schema": {"$ref": REF.format(model=ErrorAnswer.__name__)},
        "examples": {code.value: {"value": example.model_dump(mode="json")}},
    }
    names = ", ".join(f"`{code}`" for code in codes)
    fields: dict[str, Any] = {
        "description": f"{DESCRIPTIONS[status]}. Codes: {names}.",
        "content": {"application/json": media},
    }
    if code in (ErrorCode.TOO_MANY_REQUESTS, ErrorCode.UNAVAILABLE):
        fields["headers"] = {"Retry-After": _RETRY_AFTER}
    return Response.model_validate(fields)
