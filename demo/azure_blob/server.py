"""The HTTP side: Put, Get, Delete and List Blobs, and Get Container Properties.

Addresses are those of an emulator: `/ACCOUNT/CONTAINER/BLOB`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import format_datetime

from aiohttp import web

from demo.azure_blob import errors, listing
from demo.azure_blob.container import Blob, Container
from demo.azure_blob.faults import Faults
from demo.azure_blob.rights import Rights, rights_of

_LARGEST_REQUEST = 64 * 1024 * 1024
_FOREVER = 3600.0


class Service:
    """One account with one container."""

    def __init__(self, account: str, container: Container) -> None:
        self.account = account
        self.container = container
        self.faults = Faults()
        self.requests: list[tuple[str, str]] = []

    def application(self) -> web.Application:
        """Return what answers the requests."""
        application = web.Application(client_max_size=_LARGEST_REQUEST)
        application.router.add_route("*", "/{path:.*}", self._handle)
        return application

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        body = await request.read()
        fault = self.faults.strike(request.method)
        if fault is not None and fault.mode == "refuse":
            return _refused(errors.Refusal(fault.status, fault.code, "Simulated."))
        if fault is not None and fault.mode == "silent":
            await asyncio.sleep(_FOREVER)
        if fault is not None and fault.mode == "cut_before":
            return _cut(request)
        try:
            answer = self._answer(request, body)
        except errors.Refusal as refusal:
            answer = _refused(refusal)
        return _cut(request) if fault is not None and fault.mode == "cut_after" else answer

    def _answer(self, request: web.Request, body: bytes) -> web.Response:
        rights = rights_of(request.query, request.headers, self.container.clock())
        account, _, path = request.path.lstrip("/").partition("/")
        container, _, blob = path.partition("/")
        if (account, container) != (self.account, self.container.name):
            raise errors.no_container()
        if blob:
            return self._blob(request, rights, blob, body)
        if request.method == "GET" and request.query.get("comp") == "list":
            return self._list(request, rights)
        if request.method in ("GET", "HEAD") and "comp" not in request.query:
            return self._properties(rights)
        raise errors.unsupported()

    def _blob(self, request: web.Request, rights: Rights, name: str, body: bytes) -> web.Response:
        if "comp" in request.query:
            raise errors.unsupported()
        if request.method == "PUT":
            return self._put(request, rights, name, body)
        if request.method == "DELETE":
            rights.require("d")
            self.container.delete(name)
            return web.Response(status=202)
        if request.method not in ("GET", "HEAD"):
            raise errors.unsupported()
        rights.require("r")
        return _content(request, self.container.get(name), versioned=self.container.versioned)

    def _put(self, request: web.Request, rights: Rights, name: str, body: bytes) -> web.Response:
        rights.require("cw")
        blob = self.container.put(
            name,
            body,
            create_only=request.headers.get("If-None-Match") == "*",
            may_overwrite="w" in rights.letters,
        )
        return web.Response(status=201, headers=_headers(blob, versioned=self.container.versioned))

    def _list(self, request: web.Request, rights: Rights) -> web.Response:
        rights.require("l")
        prefix = request.query.get("prefix", "")
        limit = min(int(request.query.get("maxresults", "5000")), 5000)
        names, following = self.container.listed(prefix, request.query.get("marker", ""), limit)
        body = listing.blobs(self.container.name, prefix, limit, names, following)
        return web.Response(body=body, content_type="application/xml")

    def _properties(self, rights: Rights) -> web.Response:
        # A signature for one container never shows its properties.
        if not rights.whole_account:
            raise errors.not_permitted()
        found = self.container
        shown = {
            "x-ms-has-immutability-policy": found.retention_seconds is not None,
            "x-ms-has-legal-hold": found.legal_hold,
            "x-ms-immutable-storage-with-versioning-enabled": found.versioned,
        }
        headers = {name: str(value).lower() for name, value in shown.items()}
        return web.Response(headers={**headers, **_dated(found.clock()), "ETag": '"0x1"'})


def _content(request: web.Request, blob: Blob, *, versioned: bool) -> web.Response:
    headers = _headers(blob, versioned=versioned)
    wanted = request.headers.get("x-ms-range", request.headers.get("Range", ""))
    if request.method == "HEAD" or not wanted:
        return web.Response(body=blob.content, headers=headers)
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    part = blob.content[int(first) : int(last) + 1 if last else None]
    if not part:
        raise errors.Refusal(416, "InvalidRange", "The range is invalid for this blob.")
    end = int(first) + len(part) - 1
    headers["Content-Range"] = f"bytes {first}-{end}/{len(blob.content)}"
    return web.Response(status=206, body=part, headers=headers)


def _headers(blob: Blob, *, versioned: bool) -> dict[str, str]:
    headers = {**_dated(blob.written_at), "ETag": f'"0x{blob.number:X}"'}
    headers["x-ms-blob-type"] = "BlockBlob"
    if versioned:
        headers["x-ms-version-id"] = f"{datetime.fromtimestamp(blob.written_at, UTC):%FT%T}Z"
    return headers


def _dated(moment: float) -> dict[str, str]:
    return {"Last-Modified": format_datetime(datetime.fromtimestamp(moment, UTC), usegmt=True)}


def _refused(refusal: errors.Refusal) -> web.Response:
    return web.Response(
        status=refusal.status,
        body=listing.error(refusal),
        content_type="application/xml",
        headers={"x-ms-error-code": refusal.code},
    )


def _cut(request: web.Request) -> web.Response:
    """Break the connection; the response returned here goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
