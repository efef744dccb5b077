# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Routes of `type="azdev"`: no form parser, no body in the log, errors as documented JSON."""

import logging
from http import HTTPStatus

from werkzeug.exceptions import HTTPException

from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError
from odoo.http import Dispatcher, SessionExpiredException

from ..exceptions import ContradictionError
from ..schemas import ErrorCode, RequestProblem, problem
from .answers import refusal, status_problem, unauthorized
from .failed_logins import FAILED_LOGINS

_logger = logging.getLogger(__name__)


class AzdevDispatcher(Dispatcher):
    """Hands the path's parameters to the endpoint and turns problems into answers."""

    routing_type = "azdev"

    @classmethod
    def is_compatible_with(cls, request):
        """Take every content type: what counts is whether the body can be read."""
        return True

    def dispatch(self, endpoint, args):
        """Call the endpoint."""
        self.request.params = dict(args)
        FAILED_LOGINS.tell()
        try:
            return self.request.registry["ir.http"]._dispatch(endpoint)
        except RequestProblem as found:
            raise refusal(found) from None
        except AccessError as denied:
            raise refusal(problem(ErrorCode.FORBIDDEN, str(denied))) from None
        except ContradictionError as conflict:
            raise refusal(problem(ErrorCode.CONFLICT, str(conflict))) from None
        except UserError as refused:
            raise refusal(problem(ErrorCode.REFUSED_BY_POLICY, str(refused))) from None

    def handle_error(self, exc):
        """Return the documented answer for an exception."""
        if isinstance(exc, HTTPException) and exc.response:
            return exc.response
        if isinstance(exc, SessionExpiredException | AccessDenied):
            return unauthorized("Bearer").response
        if isinstance(exc, MissingError):
            return refusal(problem(ErrorCode.NOT_FOUND, "There is no such record.")).response
        if isinstance(exc, HTTPException):
            return refusal(status_problem(exc.code, HTTPStatus(exc.code).phrase)).response
        return refusal(
            problem(ErrorCode.INTERNAL_ERROR, "Something went wrong here; try again later.")
        ).response
