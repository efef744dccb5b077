"""The allow-list: every kind of entry and every key that it may hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from ica_ledger.entry_fields import (
    APPROVAL,
    COMMIT,
    FLAG,
    GUID,
    HASH,
    INTEGER,
    KEY,
    NUMBER,
    ORIGIN,
    SIGNATURE,
    TIME,
    UUID,
    WORD,
    Field,
    Type,
    commitments,
    list_of,
    maybe,
    one_of,
    or_empty,
)

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


def _run(**fields: Field | Type) -> Kind:
    texts = ("run_id", "pipeline_name", "branch", "commit", "triggered_by", "build_id")
    return Kind(f"run:{IDENTIFIED}", fields, texts)


def _approval(*texts: str, **fields: Field | Type) -> Kind:
    return Kind(f"approval:{APPROVED}", fields, texts)


def _connection(subject: str = "connection", *texts: str, **fields: Field | Type) -> Kind:
    return Kind(f"{subject}:{NUMBERED}", {**fields, "changed_by": NUMBER}, texts)


ROLE = one_of("technical", "business", "executive")
MAYBE_COMMIT = or_empty(COMMIT)
MAYBE_PERSON = or_empty(UUID)

_READ = _run(
    connection=NUMBER,
    attempt=INTEGER,
    build_id=maybe(NUMBER),
    pipeline=maybe(NUMBER),
    state=maybe(WORD),
    result=maybe(WORD),
    requester=maybe(MAYBE_PERSON),
    commit=maybe(MAYBE_COMMIT),
)
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
_GATE = _connection(
    "gate",
    "name",
    "key",
    "resource_id",
    **{"class": WORD},
    connection=NUMBER,
    resource_type=WORD,
    timeout_seconds=INTEGER,
    mode=WORD,
    configuration_id=NUMBER,
    configuration_version=NUMBER,
    settings_hash=or_empty(HASH),
)
_CONNECTION = _connection(
    "connection",
    "name",
    "organization_url",
    kind=WORD,
    company=NUMBER,
    project_id=GUID,
    hooks_registered=FLAG,
    calls_name_their_check=FLAG,
)
_CREDENTIAL = _connection(
    credential=NUMBER, purpose=WORD, expires_at=or_empty(TIME), revoked_at=or_empty(TIME)
)
_MEMBER = _connection(user=NUMBER, role=WORD)
_IDENTITY = _connection(
    "identity",
    "name",
    "object_id",
    "descriptor",
    "email",
    pseudonym=UUID,
    user=NUMBER,
    kind=WORD,
)

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
    "callback.sent": Kind(f"callback:{NUMBERED}", {**_ANSWER, "gone": FLAG}),
    "connection.changed": _CONNECTION,
    "connection.created": _CONNECTION,
    "credential.changed": _CREDENTIAL,
    "credential.issued": _CREDENTIAL,
    "exception.opened": Kind(
        "(connection|ledger):[0-9a-f-]{1,36}",
        {
            "kind": WORD,
            "severity": WORD,
            "approval_id": maybe(NUMBER),
            "run_id": maybe(NUMBER),
            "delivery_id": maybe(NUMBER),
        },
        ("evidence",),
    ),
    "gate.changed": _GATE,
    "gate.created": _GATE,
    "identity.changed": _IDENTITY,
    "identity.created": _IDENTITY,
    "ledger.bridged": Kind(
        f"ledger:{IDENTIFIED}",
        {
            "old_key": KEY,
            "old_origin": ORIGIN,
            "old_root": HASH,
            "old_size": INTEGER,
            "recovered": INTEGER,
        },
        ("reason",),
    ),
    "ledger.heartbeat": Kind(
        f"ledger:{IDENTIFIED}",
        {
            "entries": INTEGER,
            "guards": HASH,
            "guards_intact": FLAG,
            "oldest_waiting_seconds": INTEGER,
            "gates_verified": maybe(INTEGER),
            "gates_unverified": maybe(INTEGER),
        },
    ),
    "ledger.key_rotated": Kind(
        f"ledger:{IDENTIFIED}", {"new_key": KEY, "old_key": KEY, "signature": SIGNATURE}
    ),
    "ledger.started": Kind(f"ledger:{IDENTIFIED}", {"key": KEY, "origin": ORIGIN}),
    "member.added": _MEMBER,
    "member.removed": _MEMBER,
    "run.closed": _READ,
    "run.completed_facts": _run(fields=list_of(WORD)),
    "run.event": _run(connection=NUMBER, type=WORD, content=HASH),
    "run.read": _READ,
    "run.started": _READ,
    "run.steps": _run(connection=NUMBER, steps=list_of(HASH)),
}
