"""Remembers what was asked of the simulator and what it sent, without secrets."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

from demo.azure_devops.world import Outgoing, Reply

_KEPT = 5000
_SHOWN_HEADERS = ("accept", "content-type", "user-agent", "x-tfs-fedauthredirect", "host")
_SECRETS = ("password", "authorization", "authtoken", "token", "basicauthpassword", "secret")
MASK = "***"


class Recorder:
    """Two ring buffers with numbered entries."""

    def __init__(self) -> None:
        self.requests: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self.calls: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._next = 1

    def _number(self) -> int:
        self._next += 1
        return self._next - 1

    def request(
        self,
        at: float,
        method: str,
        path: str,
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes,
    ) -> dict[str, Any]:
        """Note a request that came in; the entry gets its `status` when it is answered."""
        shown = {name: headers[name] for name in _SHOWN_HEADERS if name in headers}
        if "authorization" in headers:
            shown["authorization"] = headers["authorization"].partition(" ")[0] + " " + MASK
        entry: dict[str, Any] = {
            "number": self._number(),
            "at": at,
            "method": method,
            "path": path,
            "query": query,
            "headers": shown,
            "body": readable(body),
            "status": None,
        }
        self.requests.append(entry)
        return entry

    def call(self, at: float, call: Outgoing, reply: Reply) -> None:
        """Note a call that the organization made, with its answer."""
        self.calls.append(
            {
                "number": self._number(),
                "at": at,
                "purpose": call.purpose,
                "method": call.method,
                "url": call.url,
                "headers": masked(call.headers),
                "body": readable(call.body),
                "status": reply.status,
                "seconds": round(reply.seconds, 4),
                "problem": reply.problem,
                "answer": readable(reply.body),
            }
        )


def readable(body: bytes) -> Any:
    """Show a body: as JSON without secrets, else as text, None when empty."""
    if not body:
        return None
    try:
        return masked(json.loads(body))
    except ValueError:
        return body[:65536].decode(errors="replace")


def masked(value: Any) -> Any:
    """Hide the values of all names that mean a secret."""
    if isinstance(value, dict):
        return {
            name: MASK
            if name.lower() in _SECRETS and inner is not None and not _structured(inner)
            else masked(inner)
            for name, inner in value.items()
        }
    return [masked(item) for item in value] if isinstance(value, list) else value


def _structured(value: Any) -> bool:
    return isinstance(value, (dict, list))
