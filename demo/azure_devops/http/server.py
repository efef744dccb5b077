"""The HTTP server: gives every request under `/_apis` to the table of operations."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from demo.azure_devops.api import table
from demo.azure_devops.api.core import Answer, Call
from demo.azure_devops.faults import Outage
from demo.azure_devops.http import control, cors, page
from demo.azure_devops.http.engine import Engine

_LARGEST_REQUEST = 16 * 1024 * 1024


def build_application(engine: Engine) -> web.Application:
    """Make the application with its three parts: REST API, control API, page."""
    application = web.Application(client_max_size=_LARGEST_REQUEST)
    control.register(application, engine)
    page.register(application, engine)
    api = _Api(engine)
    application.router.add_route("*", "/{path:.*}", api.handle)
    return application


class _Api:
    """Turns requests into calls and answers into responses."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._router = table.build_router()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, unless an outage strikes it."""
        if request.method == "OPTIONS":
            return cors.preflight(request)
        call = await self._call(request)
        world = self._engine.world
        entry = self._engine.recorder.request(
            world.now, call.method, call.path, call.query, call.headers, call.body
        )
        outage = world.faults.strike(table.classes(self._router, call))
        if outage is not None and outage.mode != "drop_after":
            response = await self._strike(request, outage)
            if response is not None:
                entry["status"] = response.status if outage.mode == "status" else None
                self._engine.changed()
                return response
        answer = table.answer(self._router, call)
        entry["status"] = answer.status
        self._engine.changed()
        if outage is not None and outage.mode == "drop_after":
            return _hang_up(request)
        return cors.allow(request, _respond(answer))

    async def _call(self, request: web.Request) -> Call:
        return Call(
            world=self._engine.world,
            method=request.method,
            path=request.path,
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
        )

    async def _strike(self, request: web.Request, outage: Outage) -> web.Response | None:
        """Make the trouble; None when the request goes on after it."""
        if outage.mode == "drop":
            return _hang_up(request)
        if outage.mode == "slow":
            await asyncio.sleep(outage.seconds)
            return None
        headers = {} if outage.retry_after is None else {"Retry-After": str(outage.retry_after)}
        body = json.dumps({"message": "The service is unavailable.", "typeKey": "Simulated"})
        return web.Response(
            status=outage.status, text=body, content_type="application/json", headers=headers
        )


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection without an answer; the response returned here goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _respond(answer: Answer) -> web.Response:
    headers = {"X-VSS-E2EID": "00000000-0000-0000-0000-000000000000", **answer.headers}
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
    return web.Response(status=answer.status, text=text, content_type=answer.kind, headers=headers)
