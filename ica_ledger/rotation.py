"""Changes of the log's key: each new one is signed by the one before.

A rotation is an entry of the kind `ledger.key_rotated`. From the first checkpoint that holds it on,
the new key signs.
"""

from __future__ import annotations

import base64
import binascii

from ica_ledger.note_keys import BadKey, Signer, Verifier


class BadRotation(ValueError):
    """A change of the key is not authorized by the key before; the message says why."""


def rotation_text(old: Verifier, new: Verifier) -> bytes:
    """Return the text that the old key signs; no checkpoint can read like this."""
    return f"{old.name}\nhands over to\n{new}\n".encode()


def rotation_body(old: Signer, new: Verifier) -> dict[str, str]:
    """Return the body of the entry with which the old key hands over to a new one.

    Raises BadRotation when the new key is for another log.
    """
    if new.name != old.name or new == old.verifier:
        raise BadRotation("the new key must be another one with the same name")
    signature = old.sign(rotation_text(old.verifier, new))
    return {
        "new_key": str(new),
        "old_key": str(old.verifier),
        "signature": base64.b64encode(signature).decode(),
    }


class KeyChain:
    """The keys of a log from a pinned one on, as its entries hand it over."""

    def __init__(self, pinned: Verifier) -> None:
        """Begin with the key that the auditor got from elsewhere; it need not be the first."""
        self.keys = [pinned]

    @property
    def current(self) -> Verifier:
        """Return the key that must sign now."""
        return self.keys[-1]

    def follow(self, old_key: str, new_key: str, signature: str) -> None:
        """Take in a rotation, in the order of the log.

        Rotations before the pinned key came into force are checked by themselves only. Raises
        BadRotation when the old key doesn't authorize the new one or was not in force.
        """
        try:
            old, new = Verifier.parse(old_key), Verifier.parse(new_key)
            signed = old.accepts(rotation_text(old, new), base64.b64decode(signature))
        except (BadKey, binascii.Error):
            raise BadRotation("the change of the key is malformed") from None
        if not signed or new.name != self.keys[0].name:
            raise BadRotation("the old key didn't sign the new one")
        if old == self.current:
            self.keys.append(new)
        elif len(self.keys) > 1:
            raise BadRotation("the key was changed by one that was not in force")
