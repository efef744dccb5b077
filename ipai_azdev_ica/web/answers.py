# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers of the HTTP API."""

import logging
import uuid

from werkzeug.exceptions import HTTPException

from odoo.http import request

from service_hooks.plain_line import plain_line

from ..schemas import STATUS_OF, ErrorCode, RequestProblem, problem

_logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "5"
# Characters of a message or detail; a conflict names two branches of up to 512 each.
MAX_SAID = 4096


def json_answer(model, status=200):
    """Return an answer model as a response."""
    return request.make_response(
        model.body(), [("Content-Type", "application/json")], status=status
    )


def refusal(found: RequestProblem) -> HTTPException:
    """Return a problem as an exception that rolls the transaction back and answers the caller.

    The log gets the code and the request's id, never what was sent. The message and the details
    may repeat names and texts of others: a script that prints them must not obey them.
    """
    found = RequestProblem(
        found.status,
        found.code,
        plain_line(found.message, max_length=MAX_SAID),
        [(field, plain_line(said, max_length=MAX_SAID)) for field, said in found.details],
    )
    request_id = uuid.uuid4().hex
    _logger.info("request %s to %s: %s", request_id, request.httprequest.path, found.code.value)
    response = json_answer(found.answer(request_id), found.status)
    if found.status in (429, 503):
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    refused = HTTPException(response=response)
    refused.code = found.status
    return refused


def unauthorized(scheme):
    """Return the refusal of a call without valid credentials; the same for every cause."""
    refused = refusal(problem(ErrorCode.UNAUTHORIZED, "The credentials are missing or not valid."))
    refused.response.headers["WWW-Authenticate"] = f'{scheme} realm="azdev"'
    return refused


def status_problem(status, message):
    """Return the problem for an HTTP status that Odoo or werkzeug decided on."""
    code = next((code for code, known in STATUS_OF.items() if known == status), None)
    return RequestProblem(status, code or ErrorCode.INVALID_REQUEST, message)
