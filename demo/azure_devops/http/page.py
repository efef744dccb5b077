"""A page for people: all runs with their stages."""

from __future__ import annotations

from html import escape
from typing import Any

from aiohttp import web

from demo.azure_devops import control
from demo.azure_devops.http.engine import Engine

_STYLE = """
body{font:15px/1.5 "Segoe UI",system-ui,sans-serif;margin:0;color:#222;background:#f4f4f4}
header{background:#0b5394;color:#fff;padding:12px 24px}main{padding:16px 24px;max-width:1000px}
h1{font-size:18px;margin:0}article{background:#fff;border-radius:4px;margin:0 0 16px;
padding:12px 16px;box-shadow:0 1px 3px #0003}h2{font-size:16px;margin:0}p{margin:2px 0;color:#555}
ol{display:flex;gap:8px;padding:0;margin:12px 0 0;list-style:none;flex-wrap:wrap}
li{border:1px solid #ccc;border-left-width:6px;border-radius:4px;padding:8px 12px;min-width:180px}
li small{display:block;color:#555}.succeeded{border-left-color:#2e7d32}
.failed{border-left-color:#b71c1c}
.waiting{border-left-color:#b26a00;background:#fff8e6}.running{border-left-color:#0b5394}
.skipped,.canceled{border-left-color:#757575;color:#555}
li{max-width:420px}pre{background:#f7f7f7;padding:6px;margin:6px 0 0;white-space:pre-wrap}
pre{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
"""


def register(application: web.Application, engine: Engine) -> None:
    """Add the page; a run has the address that links in REST answers point to."""

    async def show(request: web.Request) -> web.Response:
        runs = control.list_runs(engine.world)
        wanted = request.query.get("buildId")
        if wanted:
            runs = [run for run in runs if str(run["id"]) == wanted]
        text = render(engine.world.organization.name, runs, "watch" in request.query)
        return web.Response(text=text, content_type="text/html")

    application.router.add_get("/", show)
    application.router.add_get("/{organization}/{project}/_build/results", show)


def render(organization: str, runs: list[dict[str, Any]], watch: bool = False) -> str:
    """Write the page; with `watch` it reloads itself every two seconds."""
    articles = "".join(_run(run) for run in runs) or "<p>Nothing has run yet.</p>"
    refresh = '<meta http-equiv="refresh" content="2">' if watch else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">{refresh}'
        f"<title>Simulated Azure DevOps</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>Simulated Azure DevOps: {escape(organization)}</h1></header>"
        f"<main>{articles}</main></body></html>"
    )


def _run(run: dict[str, Any]) -> str:
    state = run["result"] or run["state"]
    stages = "".join(_stage(stage) for stage in run["stages"])
    return (
        f'<article id="run-{run["id"]}"><h2>{escape(run["pipeline"])} {escape(run["number"])}: '
        f"{escape(state)}</h2><p>Build {run['id']}, {escape(run['branch'])} at "
        f"{escape(run['commit'][:8])}, requested for {escape(run['requested_for_name'])}</p>"
        f"<ol>{stages}</ol></article>"
    )


def _stage(stage: dict[str, Any]) -> str:
    state = stage["result"] or stage["state"]
    attempt = f", attempt {stage['attempt']}" if stage["attempt"] > 1 else ""
    checks = "".join(
        f"<small>Check on {escape(check['resource'])}: {escape(check['status'])}</small>"
        + (f"<pre>{escape(chr(10).join(check['feed']))}</pre>" if check["feed"] else "")
        for check in stage["checks"]
    )
    message = f"<small>{escape(stage['message'])}</small>" if stage["message"] else ""
    return (
        f'<li class="{escape(state)}"><b>{escape(stage["name"])}</b>'
        f"<small>{escape(state)}{attempt}</small>{checks}{message}</li>"
    )
