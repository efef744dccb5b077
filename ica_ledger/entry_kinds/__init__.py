"""The allow-list: every kind of entry and every key that it may hold."""

from __future__ import annotations

from ica_ledger.entry_kinds import access, approvals, erasures, ledger, runs, settings
from ica_ledger.entry_kinds.kind import Kind

KINDS: dict[str, Kind] = {
    **access.KINDS,
    **approvals.KINDS,
    **erasures.KINDS,
    **ledger.KINDS,
    **runs.KINDS,
    **settings.KINDS,
}

__all__ = ["KINDS", "Kind"]
