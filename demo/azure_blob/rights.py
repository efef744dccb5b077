"""What a request may do. Signatures are read but not verified: no key is needed to simulate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from demo.azure_blob import errors

_ALL = frozenset("racwdl")


@dataclass(frozen=True, slots=True)
class Rights:
    """The letters of a shared access signature; `whole_account` also sees the container."""

    letters: frozenset[str]
    whole_account: bool

    def require(self, letters: str) -> None:
        """Raise Refusal unless one of `letters` is granted."""
        if not self.letters & set(letters):
            raise errors.not_permitted()


def rights_of(query: Mapping[str, str], headers: Mapping[str, str], now: float) -> Rights:
    """Read the rights from an Authorization header (all) or a signature (its `sp`).

    Raises Refusal without either and for a signature after its end.
    """
    if "sig" in query:
        end = datetime.fromisoformat(query.get("se", "1970-01-01T00:00:00Z"))
        if end.timestamp() < now:
            raise errors.unauthenticated()
        return Rights(frozenset(query.get("sp", "")), whole_account="srt" in query)
    if headers.get("Authorization", "").startswith(("SharedKey ", "Bearer ")):
        return Rights(_ALL, whole_account=True)
    raise errors.unauthenticated()
