"""Cross-origin answers, which an extension's page in a browser needs."""

from __future__ import annotations

from aiohttp import web

_HEADERS = "authorization,content-type,accept,x-tfs-fedauthredirect,x-vss-reauthenticationaction"


def preflight(request: web.Request) -> web.Response:
    """Answer a preflight."""
    response = web.Response(status=200)
    response.headers["Access-Control-Allow-Methods"] = "OPTIONS,GET,POST,PATCH,PUT,DELETE"
    response.headers["Access-Control-Allow-Headers"] = _HEADERS
    response.headers["Access-Control-Max-Age"] = "3600"
    return _name_origin(request, response)


def allow(request: web.Request, response: web.Response) -> web.Response:
    """Allow the origin to read an answer; refusals of credentials carry no such header."""
    return response if response.status == 401 else _name_origin(request, response)


def _name_origin(request: web.Request, response: web.Response) -> web.Response:
    origin = request.headers.get("Origin")
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = "Origin"
    return response
