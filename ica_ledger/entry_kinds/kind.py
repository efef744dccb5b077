"""A kind of entry: what it is about and what it may hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from ica_ledger.entry_fields import Field, Type, commitments, maybe

NUMBERED = "[0-9]{1,15}"
IDENTIFIED = "[0-9a-f-]{36}"
APPROVED = "APR-[0-9]{4}-[0-9]{3,12}"


@dataclass(frozen=True)
class Kind:
    """What an entry of a kind is about and what its body may hold."""

    subject: str
    """Pattern of the subject."""
    fields: dict[str, Field | Type]
    texts: tuple[str, ...] = ()
    """Names and free texts that it may hold salted commitments to."""
    body: dict[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        body = {
            name: one if isinstance(one, Field) else Field(one) for name, one in self.fields.items()
        }
        if self.texts:
            body["texts"] = maybe(commitments(*self.texts))
        object.__setattr__(self, "body", body)
