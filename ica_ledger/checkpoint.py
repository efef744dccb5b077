"""Checkpoints: the signed head of a log (C2SP tlog-checkpoint).

The format allows extension lines. Ours carries one, `time <RFC 3339>`: when the head was signed,
in UTC. Others are kept as they are.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ica_ledger.merkle import HASH_BYTES, MAX_SIZE
from ica_ledger.moments import format_time, parse_time
from ica_ledger.note import BadNote, Note, UnknownSigner, parse_note
from ica_ledger.note_keys import Signer, Verifier

MAX_LINES = 16
TIME = "time "

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadCheckpoint(ValueError):
    """Something is not a checkpoint, or not a trusted one; the message says why."""


class UnknownKey(BadCheckpoint):
    """None of the keys given signed a checkpoint; another one may have."""


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: its identity, its number of entries and its root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def at(cls, origin: str, size: int, root: bytes, time: datetime) -> Checkpoint:
        """Return a head with the time of its signing, which must have a time zone."""
        return cls(origin, size, root, (TIME + format_time(time),))

    @property
    def time(self) -> datetime | None:
        """Return when the head says it was signed, in UTC; None when it doesn't say."""
        for line in self.extensions:
            if line.startswith(TIME):
                return parse_time(line.removeprefix(TIME))
        return None

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        root = base64.b64encode(self.root).decode()
        lines = (self.origin, str(self.size), root, *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    def signed_by(self, *signers: Signer) -> bytes:
        """Return the signed checkpoint as it is published.

        Raises BadCheckpoint when a reader of checkpoints would refuse it.
        """
        if parse_text(self.text) != self or not signers:
            raise BadCheckpoint("nobody could read this checkpoint again")
        return bytes(Note(self.text).signed_by(*signers))


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint with signatures that are still to be verified."""

    checkpoint: Checkpoint
    note: Note

    def verified_by(self, verifiers: Iterable[Verifier]) -> list[Verifier]:
        """Return the keys, of those given, that signed it.

        Raises BadCheckpoint when one of their signatures is wrong, UnknownKey when there is none.
        """
        try:
            return self.note.verified_by(verifiers)
        except BadNote as problem:
            refusal = UnknownKey if isinstance(problem, UnknownSigner) else BadCheckpoint
            raise refusal(f"the checkpoint is not trusted: {problem}") from None


def parse_checkpoint(data: bytes) -> SignedCheckpoint:
    """Return a signed checkpoint as it stands; its signatures are still to be verified.

    Raises BadCheckpoint when it is malformed.
    """
    try:
        note = parse_note(data)
    except BadNote as problem:
        raise BadCheckpoint(f"the checkpoint is malformed: {problem}") from None
    return SignedCheckpoint(parse_text(note.text), note)


def verified_checkpoint(data: bytes, origin: str, verifiers: Iterable[Verifier]) -> Checkpoint:
    """Return a checkpoint of this origin that one of the keys signed; BadCheckpoint otherwise."""
    signed = parse_checkpoint(data)
    signed.verified_by(verifiers)
    if signed.checkpoint.origin != origin:
        raise BadCheckpoint(f"the checkpoint is of the log {signed.checkpoint.origin}")
    return signed.checkpoint


def parse_text(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text; raises BadCheckpoint when it is none."""
    lines = text.split("\n")[:-1]
    if not 3 <= len(lines) <= MAX_LINES or not all(lines):
        raise BadCheckpoint(f"a checkpoint has 3 to {MAX_LINES} lines, none empty")
    origin, size, root = lines[:3]
    if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
        raise BadCheckpoint("the second line of a checkpoint is the number of entries")
    checkpoint = Checkpoint(origin, int(size), _root(root), tuple(lines[3:]))
    if checkpoint.text != text:
        raise BadCheckpoint("a checkpoint is spelled in one way only")
    try:
        checkpoint.time  # noqa: B018  a time that can't be read is refused here
    except ValueError as problem:
        raise BadCheckpoint(str(problem)) from None
    return checkpoint


def _root(encoded: str) -> bytes:
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        root = b""
    if len(root) != HASH_BYTES:
        raise BadCheckpoint("the third line of a checkpoint is a root hash in base64")
    return root
