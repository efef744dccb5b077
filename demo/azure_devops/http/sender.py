"""Sends the organization's own calls: checks and hook deliveries."""

from __future__ import annotations

import asyncio
import time

import aiohttp

from demo.azure_devops.world import Outgoing, Reply

_LARGEST_ANSWER = 1024 * 1024


class Sender:
    """Makes HTTP calls with a hard limit in real seconds; follows no redirect."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def send(self, call: Outgoing) -> Reply:
        """Make the call; trouble is told in the reply, not raised."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=200)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        begun = time.monotonic()
        try:
            async with asyncio.timeout(call.limit):
                return await self._exchange(self._session, call, begun)
        except TimeoutError:
            # Only an answer carries a status; a consumer that is too slow counts like its 408.
            status = 408 if call.purpose == "hook" else None
            problem = f"no answer within {call.limit:g} seconds"
            return Reply(status, seconds=time.monotonic() - begun, problem=problem)
        except (aiohttp.ClientError, OSError, TypeError, ValueError) as problem:
            name = type(problem).__name__
            return Reply(None, seconds=time.monotonic() - begun, problem=f"{name}: {problem}")

    async def _exchange(
        self, session: aiohttp.ClientSession, call: Outgoing, begun: float
    ) -> Reply:
        async with session.request(
            call.method, call.url, headers=call.headers, data=call.body, allow_redirects=False
        ) as response:
            body = await response.content.read(_LARGEST_ANSWER)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status, body, headers, time.monotonic() - begun)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
