"""Entries about the erasure of people."""

from __future__ import annotations

from ica_ledger.entry_fields import INTEGER, NUMBER, UUID, WORD, Field, Type, maybe
from ica_ledger.entry_kinds.kind import IDENTIFIED, NUMBERED, Kind

_STEP: dict[str, Field | Type] = {"identity": UUID, "user": NUMBER, "method": WORD}
_ERASURE = f"erasure:{IDENTIFIED}"
_PERSON = f"identity:{NUMBERED}"
_REACHED = (
    "approvals",
    "callbacks",
    "deliveries",
    "dialogues",
    "erasures",
    "events",
    "exceptions",
    "holds",
    "identities",
    "messages",
    "notes",
    "openings",
    "recoveries",
    "runs",
    "signatures",
    "withdrawals",
)

KINDS: dict[str, Kind] = {
    "erasure.approved": Kind(_ERASURE, _STEP),
    "erasure.cancelled": Kind(_ERASURE, _STEP),
    # the tombstone: whose pseudonym names nobody now, and how many rows that took
    "erasure.done": Kind(_ERASURE, {**_STEP, **{name: maybe(INTEGER) for name in _REACHED}}),
    "erasure.held": Kind(_PERSON, _STEP, ("reason",)),
    "erasure.proposed": Kind(_ERASURE, _STEP, ("reason", "also_known_as")),
    "erasure.refused": Kind("(erasure|identity):[0-9a-f-]{1,36}", _STEP, ("reason",)),
    "erasure.released": Kind(_PERSON, _STEP, ("reason",)),
}
