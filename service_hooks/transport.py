"""The port to the network: one request out, one answer back, nothing interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds to wait: for the connection, for each read, and for the whole answer."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request; the headers, which hold the credential, stay out of the repr."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of any status; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class Transport(Protocol):
    """Sends one request and follows no redirect."""

    def send(self, request: Request, *, timeouts: Timeouts) -> Answer:
        """Return the answer, whatever its status; raise Unavailable when there is none."""
