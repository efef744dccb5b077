"""Entries about requests, signatures, decisions and what Azure DevOps was told."""

from __future__ import annotations

from ica_ledger.entry_fields import (
    APPROVAL,
    COMMIT,
    FLAG,
    HASH,
    INTEGER,
    NUMBER,
    TIME,
    UUID,
    WORD,
    Field,
    Type,
    list_of,
    maybe,
    one_of,
    or_empty,
)
from ica_ledger.entry_kinds.kind import APPROVED, NUMBERED, Kind


def _approval(*texts: str, **fields: Field | Type) -> Kind:
    return Kind(f"approval:{APPROVED}", fields, texts)


ROLE = one_of("technical", "business", "executive")
MAYBE_COMMIT = or_empty(COMMIT)
MAYBE_PERSON = or_empty(UUID)

_DECIDED = _approval(
    "explanation",
    "reason",
    connection=NUMBER,
    dossier=HASH,
    signatures=list_of(HASH),
)
_ANSWER = {
    "connection": NUMBER,
    "approval": or_empty(APPROVAL),
    "result": one_of("succeeded", "failed"),
}
_SETTLED = Kind(f"callback:{NUMBERED}", {**_ANSWER, "outcome": WORD})
KINDS: dict[str, Kind] = {
    "approval.approved": _DECIDED,
    "approval.cancelled": _DECIDED,
    "approval.expired": _DECIDED,
    "approval.opened": _approval(
        "stage",
        "branch",
        **{"class": one_of("production", "staging")},
        connection=NUMBER,
        run=UUID,
        gate=NUMBER,
        source=one_of("check", "api"),
        build_id=NUMBER,
        attempt=INTEGER,
        commit=MAYBE_COMMIT,
        requester=MAYBE_PERSON,
        dossier=HASH,
        required=maybe(list_of(ROLE)),
        timeout_seconds=INTEGER,
    ),
    "approval.overridden": _DECIDED,
    "approval.pending": _DECIDED,
    "approval.refused": _approval("reason", identity=MAYBE_PERSON),
    "approval.rejected": _DECIDED,
    "approval.signed": _approval(
        "comments",
        "ip_address",
        connection=NUMBER,
        identity=UUID,
        role=ROLE,
        decision=one_of("approved", "rejected"),
        dossier=HASH,
        method=WORD,
        ip_source=WORD,
    ),
    "approval.technical_approved": _DECIDED,
    "approval.withdrawn": _approval(
        "reason",
        "ip_address",
        connection=NUMBER,
        identity=UUID,
        signature=HASH,
        role=ROLE,
        dossier=HASH,
        method=WORD,
        ip_source=WORD,
    ),
    "callback.confirmed": _SETTLED,
    "callback.failed": _SETTLED,
    "callback.late": _SETTLED,
    "callback.sent": Kind(
        f"callback:{NUMBERED}", {**_ANSWER, "gone": FLAG, "server_time": maybe(or_empty(TIME))}
    ),
}
