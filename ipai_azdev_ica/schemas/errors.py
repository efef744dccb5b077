# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The error envelope of the HTTP API and the status that belongs to each code."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .base import AnswerModel


class ErrorCode(StrEnum):
    """Why a request was refused, for programs; the message says it to people."""

    BODY_EMPTY = "body_empty"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    DUPLICATE_KEY = "duplicate_key"
    NUMBER_REFUSED = "number_refused"
    TEXT_REFUSED = "text_refused"
    TOO_DEEP = "too_deep"
    INVALID_REQUEST = "invalid_request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    HUMAN_REQUIRED = "human_required"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    AMBIGUOUS = "ambiguous"
    NOT_THIS_DEPLOYMENT = "not_this_deployment"
    BODY_TOO_LARGE = "body_too_large"
    REFUSED_BY_POLICY = "refused_by_policy"
    TOO_MANY_REQUESTS = "too_many_requests"
    INTERNAL_ERROR = "internal_error"
    UNAVAILABLE = "unavailable"


STATUS_OF: dict[ErrorCode, int] = {
    ErrorCode.BODY_EMPTY: 400,
    ErrorCode.NOT_UTF8: 400,
    ErrorCode.NOT_JSON: 400,
    ErrorCode.NOT_AN_OBJECT: 400,
    ErrorCode.DUPLICATE_KEY: 400,
    ErrorCode.NUMBER_REFUSED: 400,
    ErrorCode.TEXT_REFUSED: 400,
    ErrorCode.TOO_DEEP: 400,
    ErrorCode.INVALID_REQUEST: 400,
    ErrorCode.UNAUTHORIZED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.HUMAN_REQUIRED: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CONFLICT: 409,
    ErrorCode.AMBIGUOUS: 409,
    ErrorCode.NOT_THIS_DEPLOYMENT: 409,
    ErrorCode.BODY_TOO_LARGE: 413,
    ErrorCode.REFUSED_BY_POLICY: 422,
    ErrorCode.TOO_MANY_REQUESTS: 429,
    ErrorCode.INTERNAL_ERROR: 500,
    ErrorCode.UNAVAILABLE: 503,
}

Detail = tuple[str, str]


class RequestProblem(Exception):
    """A request that gets an error answer.

    ``status`` is the HTTP status, ``code`` the ``ErrorCode``, ``message`` one sentence for people,
    ``details`` pairs of field and problem. What is made here repeats no value that the caller sent;
    a conflict with what is recorded may name both values, since those were valid.
    """

    def __init__(
        self, status: int, code: ErrorCode, message: str, details: Iterable[Detail] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = list(details)

    def answer(self, request_id: str) -> ErrorAnswer:
        """Return the error envelope for this request."""
        return error_answer(self.code, self.message, self.details, request_id=request_id)


class ErrorDetail(AnswerModel):
    """One problem of one field; ``field`` is a dotted path, empty for the whole body."""

    field: str
    problem: str


class ErrorBody(AnswerModel):
    """What went wrong."""

    code: ErrorCode
    message: str
    details: list[ErrorDetail]


class ErrorAnswer(AnswerModel):
    """Answer to every request that was refused or failed."""

    success: Literal[False]
    error: ErrorBody
    request_id: Annotated[str, Field(description="Also in the server's log; quote it when asking")]


def problem(code: ErrorCode, message: str, details: Iterable[Detail] = ()) -> RequestProblem:
    """Return the problem with the status that belongs to the code."""
    return RequestProblem(STATUS_OF[code], code, message, details)


def error_answer(
    code: ErrorCode, message: str, details: Iterable[Detail] = (), *, request_id: str
) -> ErrorAnswer:
    """Return the error envelope; its status is ``STATUS_OF[code]``."""
    listed = [ErrorDetail(field=field, problem=text) for field, text in details]
    body = ErrorBody(code=code, message=message, details=listed)
    return ErrorAnswer(success=False, error=body, request_id=request_id)
