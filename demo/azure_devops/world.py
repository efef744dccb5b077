"""The world: the organization's data, its clock, and the calls that wait to leave."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from demo.azure_devops.faults import Faults
from demo.azure_devops.model import Identity, Organization
from demo.azure_devops.scheduler import Scheduler
from demo.azure_devops.signals import Signal


@dataclass(frozen=True)
class Outgoing:
    """An HTTP request that the organization sends; `purpose` is `check` or `hook`."""

    purpose: str
    reference: tuple[str, ...]
    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    limit: float


@dataclass(frozen=True)
class Reply:
    """What came back: a status, or none and why not; `seconds` of real time it took."""

    status: int | None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the status is 2xx."""
        return self.status is not None and 200 <= self.status < 300


class World:
    """Holds everything; the rules live in the modules that are wired to it in `assembly`."""

    def __init__(
        self,
        organization: Organization,
        base_url: str,
        real: Callable[[], float],
        chance: random.Random,
    ) -> None:
        self.organization = organization
        self.base_url = base_url
        self.chance = chance
        self.scheduler = Scheduler(real, organization.clock, organization.timers)
        self.outbox: deque[Outgoing] = deque()
        self.faults = Faults()
        self._listeners: dict[type[Any], list[Callable[[Any], None]]] = {}

    @property
    def now(self) -> float:
        """Tell the simulated time."""
        return self.scheduler.now

    @property
    def organization_url(self) -> str:
        """Tell the organization's URL, without a slash at the end."""
        return f"{self.base_url}/{self.organization.name}"

    @property
    def project_url(self) -> str:
        """Tell the project's URL by id, as links in answers have it."""
        return f"{self.organization_url}/{self.organization.project.id}"

    def listen(self, kind: type[Any], listener: Callable[[Any], None]) -> None:
        """Call the listener for every signal of this kind."""
        self._listeners.setdefault(kind, []).append(listener)

    def emit(self, signal: Signal) -> None:
        """Tell all listeners what happened."""
        for listener in self._listeners.get(type(signal), []):
            listener(signal)

    def send(self, call: Outgoing) -> None:
        """Let a call leave."""
        self.outbox.append(call)

    def identity(self, key: str) -> Identity:
        """Find a person by handle, id, unique name or display name; raises KeyError."""
        known = self.organization.identities
        if key in known:
            return known[key]
        for identity in known.values():
            names = (identity.id, identity.unique_name, identity.display_name, identity.descriptor)
            if key.lower() in (name.lower() for name in names):
                return identity
        raise KeyError(f"nobody is called {key}")
