# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers of the HTTP API."""

import logging
import uuid

from werkzeug.exceptions import HTTPException

from odoo.http import request

from service_hooks.plain_line import plain_line

from ..schemas import STATUS_OF, ErrorCode, RequestProblem, problem
from ..schemas.route import PREFIX
from .failed_logins import FAILED_LOGINS

_logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
COUNTED = {ErrorCode.UNAUTHORIZED, ErrorCode.TOO_MANY_REQUESTS}
# Characters of a message or detail; a conflict names two branches of up to 512 each.
MAX_SAID = 4096
KINDS_OF_ROUTES = {"approval", "checks", "hooks", "ledger", "run"}


def json_answer(model, status=200):
    """Return an answer model as a response."""
    return request.make_response(
        model.body(), [("Content-Type", "application/json")], status=status
    )


def refusal(found: RequestProblem, retry_after=RETRY_AFTER_SECONDS) -> HTTPException:
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
    # who fails to log in is counted by the minute: a line for each try would flood the log
    level = logging.DEBUG if found.code in COUNTED else logging.INFO
    _logger.log(
        level, "request %s to %s: %s", request_id, request.httprequest.path, found.code.value
    )
    response = json_answer(found.answer(request_id), found.status)
    if found.status in (429, 503):
        response.headers["Retry-After"] = str(retry_after)
    refused = HTTPException(response=response)
    refused.code = found.status
    return refused


def unauthorized(scheme):
    """Return the refusal of a call without valid credentials; the same for every cause.

    An address that fails too often in a minute hears 429 instead.
    """
    http_request = request.httprequest
    seconds = FAILED_LOGINS.note(http_request.remote_addr or "", _kind_of_route(http_request.path))
    if seconds:
        return slow_down(seconds)
    refused = refusal(problem(ErrorCode.UNAUTHORIZED, "The credentials are missing or not valid."))
    refused.response.headers["WWW-Authenticate"] = f'{scheme} realm="azdev"'
    return refused


def slow_down(seconds):
    """Return the refusal of an address that failed too often; it may try again after `seconds`."""
    return refusal(
        problem(
            ErrorCode.TOO_MANY_REQUESTS,
            "Too many tries with missing or wrong credentials. Wait, then send the right ones.",
        ),
        seconds,
    )


def _kind_of_route(path):
    """Return the part of a path that is ours: keys and numbers behind it are the caller's."""
    kind = path.removeprefix(PREFIX).strip("/").partition("/")[0]
    return kind if kind in KINDS_OF_ROUTES else "others"


def status_problem(status, message):
    """Return the problem for an HTTP status that Odoo or werkzeug decided on."""
    code = next((code for code, known in STATUS_OF.items() if known == status), None)
    return RequestProblem(status, code or ErrorCode.INVALID_REQUEST, message)
