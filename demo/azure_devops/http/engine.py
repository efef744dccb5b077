"""Keeps a world moving: fires timers, lets calls leave, wakes those who wait."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

from demo.azure_devops.assembly import take_reply
from demo.azure_devops.http.recorder import Recorder
from demo.azure_devops.http.sender import Sender
from demo.azure_devops.store import SECONDS_BETWEEN_SAVES, Store
from demo.azure_devops.world import Outgoing, World

_T = TypeVar("_T")


class Engine:
    """Everything happens in one event loop, so the world needs no lock."""

    def __init__(self, world: World, store: Store | None) -> None:
        self.world = world
        self.recorder = Recorder()
        self._sender = Sender()
        self._store = store
        self._wake = asyncio.Event()
        self._news = asyncio.Condition()
        self._flying: set[asyncio.Task[None]] = set()

    def changed(self) -> None:
        """Do what follows from a change: due timers, calls that wait to leave, news."""
        self.world.scheduler.run_due()
        while self.world.outbox:
            task = asyncio.create_task(self._fly(self.world.outbox.popleft()))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        self._wake.set()

    async def _fly(self, call: Outgoing) -> None:
        reply = await self._sender.send(call)
        self.recorder.call(self.world.now, call, reply)
        take_reply(self.world, call, reply)
        self.changed()

    async def run(self) -> None:
        """Fire timers when they fall due and tell the news, until cancelled."""
        while True:
            self.changed()
            self._wake.clear()
            async with self._news:
                self._news.notify_all()
            pause = self._pause(self._store is None or self._store.save(self.world.organization))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    def _pause(self, saved: bool) -> float | None:
        """Tell how long nothing is to be done: until the next timer or the next save."""
        seconds = self.world.scheduler.seconds_to_next()
        if saved:
            return seconds
        return SECONDS_BETWEEN_SAVES if seconds is None else min(seconds, SECONDS_BETWEEN_SAVES)

    async def advance(self, seconds: float, settle: bool = True) -> int:
        """Move time; with `settle` each timer's calls are answered before the next timer fires."""
        scheduler = self.world.scheduler
        target, fired = scheduler.now + seconds, 0
        self.changed()
        while True:
            if settle:
                await self.settle()
            if not scheduler.fire_next(target):
                break
            fired += 1
            self.changed()
        scheduler.move_to(max(scheduler.now, target))
        self.changed()
        if settle:
            await self.settle()
        return fired

    async def settle(self) -> None:
        """Wait until no call is on its way."""
        while self._flying:
            await asyncio.wait(set(self._flying))

    async def wait_until(self, condition: Callable[[], _T | None], seconds: float) -> _T | None:
        """Wait until the condition gives something; None when the real time is up."""
        try:
            async with asyncio.timeout(seconds), self._news:
                while True:
                    found = condition()
                    if found is not None:
                        return found
                    await self._news.wait()
        except TimeoutError:
            return condition()

    async def close(self) -> None:
        """Drop calls on their way, store the world."""
        for task in list(self._flying):
            task.cancel()
        await self._sender.close()
        if self._store is not None:
            self._store.save(self.world.organization, force=True)
