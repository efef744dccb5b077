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
    UUID,
    WORD,
    maybe,
    one_of,
)
from ica_ledger.entry_kinds.kind import IDENTIFIED, NUMBERED, Kind

_RECOVERY = Kind(
    f"recovery:{NUMBERED}",
    {
        "way": one_of("put_back", "begin_anew"),
        "person": maybe(UUID),
        "before": maybe(INTEGER),
        "recovered": maybe(INTEGER),
    },
    ("reason", "trouble"),
)

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
    "ledger.recovery_approved": _RECOVERY,
    "ledger.recovery_cancelled": _RECOVERY,
    "ledger.recovery_done": _RECOVERY,
    "ledger.recovery_failed": _RECOVERY,
    "ledger.recovery_proposed": _RECOVERY,
    "ledger.started": Kind(f"ledger:{IDENTIFIED}", {"key": KEY, "origin": ORIGIN}),
    "ledger.verified": Kind(
        f"ledger:{IDENTIFIED}",
        {
            "outcome": one_of("proven", "tampered", "unchecked"),
            "entries": INTEGER,
            "size": INTEGER,
            "findings": INTEGER,
            "entry": maybe(INTEGER),
        },
        ("reason",),
    ),
    "guards.installed": Kind(
        "guards:installed",
        {"definitions": HASH, "generation": HASH, "guards": INTEGER, "version": WORD},
    ),
}
