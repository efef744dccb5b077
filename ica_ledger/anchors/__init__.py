"""Places outside the database where a log is published: create-only and read back."""

from __future__ import annotations

from ica_ledger.anchors.base import (
    Anchor,
    AnchorConflictError,
    AnchorUnavailableError,
    Finding,
    Level,
)
from ica_ledger.anchors.opening import anchor_from_url
from ica_ledger.anchors.paths import checkpoint_path, probe_path, size_of

__all__ = [
    "Anchor",
    "AnchorConflictError",
    "AnchorUnavailableError",
    "Finding",
    "Level",
    "anchor_from_url",
    "checkpoint_path",
    "probe_path",
    "size_of",
]
