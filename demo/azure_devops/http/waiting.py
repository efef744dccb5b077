"""Long polls, so that nobody has to sleep and ask again."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from demo.azure_devops import control
from demo.azure_devops.http.engine import Engine

_LONGEST = 600.0


async def wait(engine: Engine, request: web.Request) -> web.Response:
    """Answer when it is so far, else with 408 and how things stand.

    `run` and `until`: a state of the run, or with `stage` of that stage (optionally of `attempt`);
    `acknowledged` waits until the stage's checks have been called and have answered 2xx.
    `subscription` and `until`: its status. `path` and `count`: so many requests contain it.
    """
    query = dict(request.query)
    seconds = min(float(query.get("timeout", 30)), _LONGEST)
    found = await engine.wait_until(lambda: _reached(engine, query), seconds)
    if found is not None:
        return web.json_response(found)
    return web.json_response(_standing(engine, query), status=408)


def _reached(engine: Engine, query: dict[str, str]) -> Any:
    """Give what was waited for, or None."""
    if "path" in query:
        found = _requests(engine, query)
        return found if len(found) >= int(query.get("count", 1)) else None
    if "subscription" in query:
        subscription = engine.world.organization.subscriptions[query["subscription"]]
        return {"status": subscription.status} if subscription.status == query["until"] else None
    run = control.show(engine.world, query["run"])
    return run if _in_state(run, query) else None


def _requests(engine: Engine, query: dict[str, str]) -> list[dict[str, Any]]:
    """Find answered requests since a number, by part of their path and by method."""
    since = int(query.get("since", 0))
    return [
        entry
        for entry in engine.recorder.requests
        if query["path"].lower() in entry["path"].lower()
        and query.get("method", entry["method"]) == entry["method"]
        and entry["number"] > since
        and entry["status"] is not None
    ]


def _in_state(run: dict[str, Any], query: dict[str, str]) -> bool:
    until = query.get("until", "completed")
    if "stage" not in query:
        if until in ("waiting", "acknowledged"):
            return any(_stage_in_state(stage, until) for stage in run["stages"])
        return bool(run["state"] == {"running": "inProgress"}.get(until, until))
    for stage in run["stages"]:
        if stage["name"].lower() == query["stage"].lower():
            right = stage["attempt"] >= int(query.get("attempt", 1))
            return right and _stage_in_state(stage, until)
    raise KeyError(f"no stage {query['stage']}")


def _stage_in_state(stage: dict[str, Any], until: str) -> bool:
    if until == "acknowledged":
        return bool(stage["checks"]) and all(check["acknowledged"] for check in stage["checks"])
    return bool(stage["state"] == until)


def _standing(engine: Engine, query: dict[str, str]) -> Any:
    if "run" in query:
        return control.show(engine.world, query["run"])
    return {"problem": "time is up"}
