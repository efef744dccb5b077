"""The load: HTTP clients of one event loop, the same for every path that is measured.

Plain sockets, because a full HTTP client takes as much processor time for a request as Odoo does,
and here both share the same cores. Odoo's workers answer `Connection: close`, so each request has
a connection of its own, as it has for real clients.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TIMEOUT = 60.0
_CHUNK = 65536
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """One request; in path and body `{n}` stands for its number, `{m}` for what it is about.

    `{m}` is `base + (n // block) % modulo`: which run, say, or which build.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: str = ""

    def encoded(self, host: str, number: int = 0, subject: int = 0) -> bytes:
        """Return the bytes to send, with `{n}` and `{m}` written in."""
        path, text = (
            part.replace("{n}", str(number)).replace("{m}", str(subject))
            for part in (self.path, self.body)
        )
        body = text.encode()
        lines = [f"{self.method} {path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if body or self.method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True, slots=True)
class Sample:
    """How one request went: seconds until the whole answer, and when its answer began.

    `answered_at` is the wall clock, so that other processes' moments can be compared with it. The
    status is 0 where no answer came.
    """

    seconds: float
    answered_at: float
    status: int


@dataclass(frozen=True, slots=True)
class Window:
    """What happened between the first request and the last answer."""

    elapsed: float
    samples: tuple[Sample, ...]
    next_number: int


async def closed_loop(
    address: tuple[str, int],
    requests: Sequence[Request],
    *,
    clients: int,
    seconds: float,
    first: int = 0,
    limit: int = 10**9,
    base: int = 0,
    block: int = 1,
    modulo: int = 1,
) -> Window:
    """Let `clients` send one request after the other until `seconds` or the `limit` is over."""
    numbers = iter(range(first, first + limit))
    samples: list[Sample] = []
    begun = time.perf_counter()
    deadline = begun + seconds

    async def client() -> None:
        while time.perf_counter() < deadline:
            number = next(numbers, None)
            if number is None:
                return
            request = requests[number % len(requests)]
            subject = base + number // block % modulo
            samples.append(
                await exchange(address, request.encoded(_host(address), number, subject))
            )

    await asyncio.gather(*(client() for _ in range(clients)))
    elapsed = time.perf_counter() - begun
    return Window(elapsed, tuple(samples), first + len(samples))


async def burst(address: tuple[str, int], requests: Sequence[Request]) -> Window:
    """Send all requests at the same moment; samples come in the order of the requests."""
    encoded = [request.encoded(_host(address)) for request in requests]
    begun = time.perf_counter()
    samples = await asyncio.gather(*(exchange(address, content) for content in encoded))
    return Window(time.perf_counter() - begun, tuple(samples), len(requests))


async def exchange(address: tuple[str, int], content: bytes) -> Sample:
    """Send one request over a new connection and read its answer to the end."""
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(TIMEOUT):
            head, answered_at = await _talk(address, content)
        status = int(head[9:12])
    except (OSError, TimeoutError, ValueError):
        status, answered_at = 0, time.time()
    return Sample(time.perf_counter() - begun, answered_at, status)


async def _talk(address: tuple[str, int], content: bytes) -> tuple[bytes, float]:
    """Return the whole answer and when it began.

    The client hangs up as soon as the last byte is there, as they all do: werkzeug holds the
    worker for 10 ms more when a client waits for the server's end of the connection instead.
    """
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await loop.sock_connect(connection, address)
        await loop.sock_sendall(connection, content)
        answer = await loop.sock_recv(connection, _CHUNK)
        answered_at = time.time()
        while not is_complete(answer):
            more = await loop.sock_recv(connection, _CHUNK)
            if not more:
                break
            answer += more
    return answer, answered_at


def is_complete(answer: bytes) -> bool:
    """Tell whether an answer has as many bytes as its `Content-Length` says."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    length = _CONTENT_LENGTH.search(head)
    return length is not None and len(body) >= int(length[1])


def _host(address: tuple[str, int]) -> str:
    return f"{address[0]}:{address[1]}"
