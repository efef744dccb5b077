"""A simulated container that runs in a thread of this process, at hand for its user."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from demo.azure_blob.container import Container
from demo.azure_blob.server import Service

HOST = "127.0.0.1"
ACCOUNT = "simulated"


@dataclass(frozen=True, slots=True)
class Simulator:
    """Where the container is, and its inner side: policies, faults, blobs."""

    url: str
    service: Service

    @property
    def container(self) -> Container:
        """The container, to protect it or to look behind the HTTP side."""
        return self.service.container

    def signature(self, rights: str, expires: str = "9999-12-31T23:59:59Z") -> str:
        """Return the query of a signature for this container with `rights`, such as `crl`."""
        return f"sv=2025-01-05&sr=c&sp={rights}&se={expires}&sig=c2ltdWxhdGVk"


@contextmanager
def running(
    container: str = "ledger", port: int = 0, clock: Callable[[], float] = time.time
) -> Iterator[Simulator]:
    """Serve a container on the loopback interface during the block; port 0 takes a free one."""
    listener = socket.create_server((HOST, port))
    service = Service(ACCOUNT, Container(container, clock))
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    thread = threading.Thread(target=_serve, args=(loop, service, listener, ready), daemon=True)
    thread.start()
    try:
        ready.wait()
        url = f"http://{HOST}:{listener.getsockname()[1]}/{ACCOUNT}/{container}"
        yield Simulator(url, service)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        listener.close()


def _serve(
    loop: asyncio.AbstractEventLoop,
    service: Service,
    listener: socket.socket,
    ready: threading.Event,
) -> None:
    asyncio.set_event_loop(loop)
    runner = web.AppRunner(service.application(), access_log=None)
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.SockSite(runner, listener).start())
    loop.call_soon(ready.set)
    loop.run_forever()
    # Requests that are kept waiting on purpose would delay the end.
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(runner.cleanup())
    loop.close()
