"""Signed notes: a text and signatures of it (C2SP signed-note)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field

from ica_ledger.note_keys import KEY_ID_BYTES, BadKey, Signer, Verifier, check_name

MAX_NOTE_BYTES = 65_536
MAX_SIGNATURES = 64
SIGNATURE_START = "— "


class BadNote(ValueError):
    """A note is malformed or nobody who is trusted signed it; the message says which."""


class UnknownSigner(BadNote):
    """None of the keys given signed a note; another one may have."""


@dataclass(frozen=True)
class Signature:
    """One signature line; whether it is right is not known yet."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """Return the line without its newline."""
        encoded = base64.b64encode(self.key_id + self.value).decode()
        return f"{SIGNATURE_START}{self.name} {encoded}"

    def is_by(self, verifier: Verifier) -> bool:
        """Tell whether name and id are those of the key."""
        return (self.name, self.key_id) == (verifier.name, verifier.key_id)


@dataclass(frozen=True)
class Note:
    """A text ending in a newline, and its signatures."""

    text: str
    signatures: tuple[Signature, ...] = field(default=())

    def __bytes__(self) -> bytes:
        lines = "".join(f"{one.line}\n" for one in self.signatures)
        return f"{self.text}\n{lines}".encode()

    def signed_by(self, *signers: Signer) -> Note:
        """Return the note with more signatures.

        Raises BadNote when the text can't be that of a note.
        """
        _check_text(self.text)
        text = self.text.encode()
        made = [Signature(one.name, one.verifier.key_id, one.sign(text)) for one in signers]
        return Note(self.text, (*self.signatures, *made))

    def verified_by(self, verifiers: Iterable[Verifier]) -> list[Verifier]:
        """Return the keys, of those given, that signed the note.

        Signatures of other keys are ignored. Raises BadNote when a signature of one of the keys
        is wrong, UnknownSigner when there is none of any.
        """
        text, found = self.text.encode(), []
        for verifier in verifiers:
            theirs = [one for one in self.signatures if one.is_by(verifier)]
            if not all(verifier.accepts(text, one.value) for one in theirs):
                raise BadNote(f"the signature of {verifier.name} is wrong")
            found += [verifier] * bool(theirs)
        if not found:
            raise UnknownSigner("no key that is trusted signed it")
        return found


def parse_note(data: bytes) -> Note:
    """Return a note as it stands; its signatures are still to be verified.

    Raises BadNote when it is malformed, longer than 64 KiB or carries more than 64 signatures.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise BadNote(f"a note has at most {MAX_NOTE_BYTES} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise BadNote("the note is not UTF-8") from None
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise BadNote("the note has no signatures after an empty line")
    text += "\n"
    _check_text(text)
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise BadNote(f"a note has at most {MAX_SIGNATURES} signatures")
    return Note(text, tuple(_signature(line) for line in signatures))


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise BadNote("a note's text ends in a newline")
    if any(character < " " and character != "\n" for character in text):
        raise BadNote("control characters are not allowed in a note")


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(SIGNATURE_START).partition(" ")
    try:
        raw = base64.b64decode(encoded, validate=True)
        check_name(name)
    except (binascii.Error, ValueError, BadKey):
        raw = b""
    if not line.startswith(SIGNATURE_START) or not space or len(raw) <= KEY_ID_BYTES:
        raise BadNote("a signature line is malformed")
    return Signature(name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])
