# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading of request bodies within bounds."""

import hashlib

from odoo.http import request

from ..schemas import MAX_BODY_BYTES, ErrorCode, problem

CHUNK = 64 * 1024
DRAINED_BYTES = 64 * 1024 * 1024


def read_json_body():
    """Return the body of a JSON request.

    :raise RequestProblem: 413 above 1 MiB
    """
    head, size, _digest = read_head(MAX_BODY_BYTES)
    if size > MAX_BODY_BYTES:
        raise problem(ErrorCode.BODY_TOO_LARGE, "The body may have at most 1 MiB.")
    return head


def read_head(limit):
    """Return at most `limit` bytes of the body, its whole size, and the SHA-256 of all of it.

    What lies beyond the limit is read and forgotten, so that the caller gets to read the answer.
    """
    head, size, digest = bytearray(), 0, hashlib.sha256()
    stream = request.httprequest.stream
    while size < DRAINED_BYTES and (chunk := stream.read(CHUNK)):
        size += len(chunk)
        digest.update(chunk)
        head += chunk[: limit - len(head)]
    return bytes(head), size, digest.hexdigest()
