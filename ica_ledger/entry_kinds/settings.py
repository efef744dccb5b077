"""Entries about connections, gates, credentials, members and identities."""

from __future__ import annotations

from ica_ledger.entry_fields import (
    FLAG,
    GUID,
    INTEGER,
    NUMBER,
    SETTINGS,
    TIME,
    UUID,
    WORD,
    Field,
    Type,
    or_empty,
)
from ica_ledger.entry_kinds.kind import NUMBERED, Kind


def _connection(subject: str = "connection", *texts: str, **fields: Field | Type) -> Kind:
    return Kind(f"{subject}:{NUMBERED}", {**fields, "changed_by": NUMBER}, texts)


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
    settings_hash=SETTINGS,
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
    "connection.changed": _CONNECTION,
    "connection.created": _CONNECTION,
    "credential.changed": _CREDENTIAL,
    "credential.issued": _CREDENTIAL,
    "gate.changed": _GATE,
    "gate.created": _GATE,
    "identity.changed": _IDENTITY,
    "identity.created": _IDENTITY,
    "member.added": _MEMBER,
    "member.removed": _MEMBER,
}
