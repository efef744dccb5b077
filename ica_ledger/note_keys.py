"""Keys that sign notes: their public text form and the private half (C2SP signed-note)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY_ID_BYTES = 4
PUBLIC_KEY_BYTES = 32
MAX_NAME_CHARACTERS = 255


class BadKey(ValueError):
    """A text is not a key; the message says what is wrong, never what the text was."""


@dataclass(frozen=True)
class Verifier:
    """A public Ed25519 key under a name."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public_key) != PUBLIC_KEY_BYTES:
            raise BadKey(f"an Ed25519 key has {PUBLIC_KEY_BYTES} bytes")

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Return the key of a verifier key line `<name>+<8 hex digits>+<base64>`.

        Raises BadKey when it is malformed, of another type or its id is not the key's own.
        """
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise BadKey("a verifier key reads <name>+<8 hex digits>+<base64>")
        name, key_id, encoded = parts
        raw = _decoded(encoded)
        if raw[:1] != ED25519:
            raise BadKey("only Ed25519 keys (type 1) are understood")
        verifier = cls(name, raw[1:])
        if verifier.key_id.hex() != key_id:
            raise BadKey("the key's id doesn't belong to it: it was copied wrongly")
        return verifier

    @property
    def key_id(self) -> bytes:
        """Return the 4 bytes that name the key beside its name."""
        text = self.name.encode() + b"\n" + ED25519 + self.public_key
        return hashlib.sha256(text).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        encoded = base64.b64encode(ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def accepts(self, text: bytes, signature: bytes) -> bool:
        """Tell whether a signature of exactly this text was made with the private half."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private Ed25519 key under a name."""

    name: str
    private_key: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        check_name(self.name)

    @classmethod
    def generate(cls, name: str) -> Signer:
        """Make a new key with the operating system's randomness."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Signer:
        """Return the key of 32 secret bytes. Raises BadKey when they are not 32."""
        if len(seed) != PUBLIC_KEY_BYTES:
            raise BadKey(f"a private key has {PUBLIC_KEY_BYTES} bytes")
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def seed(self) -> bytes:
        """Return the 32 secret bytes, to be stored outside the database only."""
        return self.private_key.private_bytes(
            serialization.Encoding.Raw,
            serialization.PrivateFormat.Raw,
            serialization.NoEncryption(),
        )

    @property
    def verifier(self) -> Verifier:
        """Return the public half."""
        public = self.private_key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return Verifier(self.name, public)

    def sign(self, text: bytes) -> bytes:
        """Return the 64 bytes of the signature (RFC 8032)."""
        return self.private_key.sign(text)


def check_name(name: str) -> None:
    """Refuse what can't stand in a signature line: raises BadKey."""
    if not name or len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
        raise BadKey(f"a key's name has 1 to {MAX_NAME_CHARACTERS} printable characters")
    if "+" in name or any(character.isspace() for character in name):
        raise BadKey("a key's name has neither spaces nor plus signs")


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadKey("the key is not base64") from None
