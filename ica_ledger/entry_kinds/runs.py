"""Entries about runs."""

from __future__ import annotations

from ica_ledger.entry_fields import (
    COMMIT,
    HASH,
    INTEGER,
    NUMBER,
    UUID,
    WORD,
    Field,
    Type,
    list_of,
    maybe,
    or_empty,
)
from ica_ledger.entry_kinds.kind import IDENTIFIED, Kind


def _run(**fields: Field | Type) -> Kind:
    texts = (
        "run_id",
        "pipeline_name",
        "branch",
        "commit",
        "triggered_by",
        "build_id",
        "type",
        "content",
        "steps",
    )
    return Kind(f"run:{IDENTIFIED}", fields, texts)


_READ = _run(
    connection=NUMBER,
    attempt=INTEGER,
    build_id=maybe(NUMBER),
    pipeline=maybe(NUMBER),
    state=maybe(WORD),
    result=maybe(WORD),
    requester=maybe(or_empty(UUID)),
    commit=maybe(or_empty(COMMIT)),
)
KINDS: dict[str, Kind] = {
    "run.closed": _READ,
    "run.completed_facts": _run(fields=list_of(WORD)),
    "run.event": _run(connection=NUMBER, type=WORD, content=maybe(HASH)),
    "run.read": _READ,
    "run.started": _READ,
    "run.steps": _run(connection=NUMBER, count=maybe(INTEGER), steps=maybe(list_of(HASH))),
}
