"""What an anchor is: a place outside the database that keeps what a log once published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

MAX_BYTES = 32 * 1024 * 1024
"""Largest file of an anchor; a bundle of 256 entries of 65,535 bytes has 16.8 million."""

Level = Literal["ok", "warning", "problem"]


class AnchorUnavailableError(Exception):
    """The anchor could not be reached or refused to serve; says what to do, holds no secret."""


class AnchorConflictError(Exception):
    """The anchor holds other bytes at a path than those that were to be published there.

    Two writers, a fork or somebody's hand: never to be retried or overwritten.
    """


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `Anchor.probe` found out, for health and for whoever sets the anchor up."""

    level: Level
    code: str
    """Stable lower-case name of what was looked at, such as `may_delete`."""
    text: str
    """What is so, as a sentence for people; holds no secret."""
    remedy: str = ""
    """What to do about it; empty when nothing is to be done."""


class Anchor(Protocol):
    """A create-only store of small files below the folder of a log's origin.

    Paths are relative, `/`-separated and begin with the origin: `azdev-ica/<32 hex>/tile/0/000`.
    Each method raises ValueError for a path or origin that `paths.checked` refuses and
    AnchorUnavailableError when the place doesn't answer within about ten seconds.
    """

    @property
    def name(self) -> str:
        """Say which place this is, without secrets: `directory /srv/anchor`."""

    def create(self, path: str, data: bytes) -> None:
        """Publish `data` at `path`, read it back and compare.

        The same bytes there already are fine. Raises AnchorConflictError for other bytes.
        """

    def read(self, path: str) -> bytes | None:
        """Return what stands at `path`, or None when nothing does."""

    def newest_checkpoint(self, origin: str) -> bytes | None:
        """Return the checkpoint of the largest size below `origin` as published, or None."""

    def probe(self, origin: str) -> list[Finding]:
        """Find out by trying whether what is published below `origin` can be changed here.

        Leaves at most one small file, `probe_path(origin)`, however often it is called.
        """


def require_fitting(path: str, data: bytes) -> None:
    """Raise ValueError when `data` is larger than MAX_BYTES."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"{path} has {len(data)} bytes; an anchor takes up to {MAX_BYTES}")


def require_same(name: str, path: str, data: bytes, found: bytes | None) -> None:
    """Compare what was read back with what was published.

    Raises AnchorConflictError for other bytes, AnchorUnavailableError when nothing is there.
    """
    if found is None:
        raise AnchorUnavailableError(
            f"{name} did not keep {path}; find out who deletes there, then publish again"
        )
    if found != data:
        raise AnchorConflictError(
            f"{name} holds other bytes at {path} than those to be published; don't remove them: "
            "find out which of the two logs is the right one"
        )
