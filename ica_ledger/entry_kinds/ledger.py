"""Entries about the log itself, its guards, and exceptions."""

from __future__ import annotations

from ica_ledger.entry_fields import (
    FLAG,
    HASH,
    INTEGER,
    KEY,
    NUMBER,
    ORIGIN,
    SIGNATURE,
    WORD,
    maybe,
)
from ica_ledger.entry_kinds.kind import IDENTIFIED, Kind

KINDS: dict[str, Kind] = {
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
    "guards.installed": Kind(
        "guards:installed",
        {"definitions": HASH, "generation": HASH, "guards": INTEGER, "version": WORD},
    ),
}
