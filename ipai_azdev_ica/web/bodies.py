# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading of request bodies within bounds."""

import hashlib

from odoo.http import request

from ..schemas import MAX_BODY_BYTES, ErrorCode, problem

READ_BYTES = 64 * 1024 * 1024
"""More than this is refused unread; what is less is read whole, so that the caller, who has sent
it, gets to read the answer."""


def read_json_body():
    """Return the body of a JSON request.

    :raise RequestProblem: 413 above 1 MiB
    """
    body = _read()
    if len(body) > MAX_BODY_BYTES:
        raise problem(ErrorCode.BODY_TOO_LARGE, "The body may have at most 1 MiB.")
    return body


def read_head(limit):
    """Return at most `limit` bytes of the body, its whole size, and the SHA-256 of all of it."""
    body = _read()
    return body[:limit], len(body), hashlib.sha256(body).hexdigest()


def _read():
    request.httprequest.max_content_length = READ_BYTES
    # kept: Odoo may run the endpoint once more after a lost race, and a stream is read only once
    return request.httprequest.get_data(cache=True, parse_form_data=False)
