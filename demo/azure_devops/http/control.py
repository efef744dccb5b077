"""The control API: what a test or the demonstration does to the organization."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from demo.azure_devops import control as actions
from demo.azure_devops.faults import Outage
from demo.azure_devops.http.engine import Engine
from demo.azure_devops.http.waiting import wait
from demo.azure_devops.runs import NotPossible
from demo.azure_devops.views.common import moment

Json = dict[str, Any]
_Handler = Callable[[web.Request], Awaitable[Any]]


def register(application: web.Application, engine: Engine) -> None:
    """Add the routes of the control API."""
    control = _Control(engine)
    for method, path, handler in control.routes():
        application.router.add_route(method, f"/_control{path}", _guarded(engine, handler))


def _guarded(engine: Engine, handler: _Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Ask for the control token, and turn problems into 400 and 409."""
    expected = f"Bearer {engine.world.organization.secrets.control_token}"

    async def handle(request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            return web.json_response({"problem": "control token missing or wrong"}, status=401)
        try:
            answer = await handler(request)
        except NotPossible as problem:
            return web.json_response({"problem": str(problem)}, status=409)
        except (KeyError, ValueError, TypeError) as problem:
            return web.json_response({"problem": str(problem)}, status=400)
        engine.changed()
        return answer if isinstance(answer, web.Response) else web.json_response(answer)

    return handle


class _Control:
    """Handlers; each calls one action."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._world = engine.world

    def routes(self) -> list[tuple[str, str, _Handler]]:
        """List method, path and handler."""
        return [
            ("GET", "/organization", self._organization),
            ("GET", "/users", self._users),
            ("GET", "/runs", self._runs),
            ("POST", "/runs", self._queue),
            ("GET", "/runs/{run}", self._run),
            ("POST", "/runs/{run}/{action:cancel|token}", self._act_on_run),
            ("POST", "/runs/{run}/stages/{stage}/{action}", self._act_on_stage),
            ("PATCH", "/checks/{check}", self._edit_check),
            ("POST", "/environments/{environment}/recreate", self._recreate),
            ("GET", "/clock", self._clock),
            ("POST", "/clock", self._move_clock),
            ("GET", "/outages", self._outages),
            ("POST", "/outages", self._outage),
            ("DELETE", "/outages", self._no_outages),
            ("POST", "/hooks", self._hook_faults),
            ("POST", "/hooks/release", self._release),
            ("POST", "/hooks/replay", self._replay),
            ("PATCH", "/settings", self._settings),
            ("GET", "/requests", self._requests),
            ("GET", "/calls", self._calls),
            ("GET", "/wait", self._wait),
        ]

    async def _organization(self, request: web.Request) -> Json:
        return actions.describe(self._world)

    async def _users(self, request: web.Request) -> Json:
        return actions.users(self._world)

    async def _runs(self, request: web.Request) -> list[Json]:
        return actions.list_runs(self._world)

    async def _queue(self, request: web.Request) -> Json:
        return actions.queue(self._world, await request.json())

    async def _run(self, request: web.Request) -> Json:
        return actions.show(self._world, request.match_info["run"])

    async def _act_on_run(self, request: web.Request) -> Json:
        info = request.match_info
        return actions.act_on_run(self._world, info["run"], info["action"])

    async def _act_on_stage(self, request: web.Request) -> Json:
        info, body = request.match_info, await _body(request)
        return actions.act_on_stage(self._world, info["run"], info["stage"], info["action"], body)

    async def _edit_check(self, request: web.Request) -> Json:
        return actions.edit_check(self._world, request.match_info["check"], await _body(request))

    async def _recreate(self, request: web.Request) -> Json:
        return actions.recreate_environment(self._world, request.match_info["environment"])

    async def _clock(self, request: web.Request) -> Json:
        scheduler = self._world.scheduler
        return {"now": scheduler.now, "frozen": scheduler.frozen}

    async def _move_clock(self, request: web.Request) -> Json:
        body, scheduler, fired = await _body(request), self._world.scheduler, 0
        if body.get("freeze"):
            scheduler.freeze()
        seconds = float(body.get("advance_seconds", 0))
        if "to" in body:
            seconds = moment(body["to"]) - scheduler.now
        if seconds < 0:
            raise ValueError("time moves forward only")
        if seconds:
            fired = await self._engine.advance(seconds, bool(body.get("settle", True)))
        if body.get("unfreeze"):
            scheduler.unfreeze()
        return {**await self._clock(request), "fired": fired}

    async def _outages(self, request: web.Request) -> list[Json]:
        return [vars(outage) for outage in self._world.faults.outages]

    async def _outage(self, request: web.Request) -> list[Json]:
        self._world.faults.outages.append(Outage.from_json(await _body(request)))
        return await self._outages(request)

    async def _no_outages(self, request: web.Request) -> list[Json]:
        self._world.faults.outages.clear()
        return []

    async def _hook_faults(self, request: web.Request) -> Json:
        for name, value in (await _body(request)).items():
            if name not in vars(self._world.faults.hooks):
                raise ValueError(f"unknown fault {name}")
            setattr(self._world.faults.hooks, name, int(value))
        return vars(self._world.faults.hooks)

    async def _release(self, request: web.Request) -> Json:
        return {"released": actions.release_hooks(self._world)}

    async def _replay(self, request: web.Request) -> Json:
        body = await _body(request)
        return actions.replay(self._world, body["subscription_id"], int(body["notification_id"]))

    async def _settings(self, request: web.Request) -> Json:
        return actions.change_settings(self._world, await _body(request))

    async def _requests(self, request: web.Request) -> list[Json]:
        since = int(request.query.get("since", 0))
        return [e for e in self._engine.recorder.requests if e["number"] > since]

    async def _calls(self, request: web.Request) -> list[Json]:
        since = int(request.query.get("since", 0))
        return [e for e in self._engine.recorder.calls if e["number"] > since]

    async def _wait(self, request: web.Request) -> web.Response:
        return await wait(self._engine, request)


async def _body(request: web.Request) -> Json:
    """Read a JSON object; an empty body is an empty object."""
    if not await request.read():
        return {}
    body = await request.json()
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected")
    return body
