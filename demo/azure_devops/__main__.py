"""Starts the simulated organization: `python -m demo.azure_devops --port 0 --ready-file PATH`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import signal
import socket
import time
from pathlib import Path

from aiohttp import web

from demo.azure_devops import seed
from demo.azure_devops.assembly import build_world, resume
from demo.azure_devops.http.engine import Engine
from demo.azure_devops.http.server import build_application
from demo.azure_devops.store import Store, write_private
from demo.azure_devops.world import World

HOST = "127.0.0.1"


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m demo.azure_devops", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--ready-file", type=Path, required=True, help="written when ready, 0600")
    parser.add_argument("--state-dir", type=Path, help="keeps the organization between starts")
    parser.add_argument("--organization", default="fabrikam")
    parser.add_argument("--project", default="web-shop")
    return parser.parse_args(arguments)


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT."""
    listener = socket.create_server((HOST, options.port), backlog=512)
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    chance = random.SystemRandom()
    store = Store(options.state_dir) if options.state_dir else None
    organization = (store.load() if store else None) or seed.organization(
        options.organization, options.project, time.time(), chance
    )
    world = build_world(organization, url, time.time, chance)
    resume(world)
    engine = Engine(world, store)
    runner = web.AppRunner(build_application(engine), access_log=None)
    await runner.setup()
    await web.SockSite(runner, listener, backlog=512).start()
    write_private(options.ready_file, json.dumps(describe(world)))
    print(f"Simulated Azure DevOps at {world.organization_url}", flush=True)
    loop = asyncio.create_task(engine.run())
    await _stop_signal()
    loop.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loop
    await runner.cleanup()
    await engine.close()
    options.ready_file.unlink(missing_ok=True)


def describe(world: World) -> dict[str, str]:
    """Tell where everything is, with the credentials."""
    organization = world.organization
    return {
        "url": world.base_url,
        "organization_url": world.organization_url,
        "project_id": organization.project.id,
        "project_name": organization.project.name,
        "control_url": f"{world.base_url}/_control",
        "control_token": organization.secrets.control_token,
        "pat": organization.secrets.personal_access_token,
    }


async def _stop_signal() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(parse()))
