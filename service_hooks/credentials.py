"""What we show Azure DevOps; no credential ever shows itself in a repr."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Protocol


class Credential(Protocol):
    """Makes the `Authorization` header of a request."""

    def authorization(self) -> str | None:
        """Return the header's value, or None to send none."""


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A check's AuthToken or an Entra access token; opaque (facts 2.4)."""

    token: str = field(repr=False)

    def authorization(self) -> str:
        """Return the header's value."""
        return f"Bearer {self.token}"


@dataclass(frozen=True, slots=True)
class PersonalAccessToken:
    """A personal access token, sent as the password of nobody."""

    token: str = field(repr=False)

    def authorization(self) -> str:
        """Return the header's value."""
        return "Basic " + base64.b64encode(f":{self.token}".encode()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Anonymous:
    """No credential at all."""

    def authorization(self) -> None:
        """Return None: no header."""
