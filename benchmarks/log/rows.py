"""Rows of the ledger as its triggers would have made them, in a fraction of the time. Pure."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ica_ledger import leaf_hash, sha256_label

_A_MILLISECOND = 50
"""So many entries have the same time: a million are over in 20 s, so that none is late."""
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Row(NamedTuple):
    """The columns of `azdev_ledger_entry` that its writer or the database sets."""

    uuid: str
    kind: str
    subject: str
    recorded_at: str
    body: str
    entry: str
    leaf_hash: str


class Maker:
    """Makes rows whose bodies are ASCII, numbers and booleans, which are then canonical."""

    def __init__(self, start: datetime, seed: int) -> None:
        self.random = random.Random(seed)
        self._start = start
        self._made = 0
        self._time = ""

    def row(self, kind: str, subject: str, body: Mapping[str, Any]) -> Row:
        """Return the next row."""
        if self._made % _A_MILLISECOND == 0:
            after = timedelta(milliseconds=self._made // _A_MILLISECOND)
            self._time = (self._start + after).isoformat(timespec="milliseconds")[:23]
        self._made += 1
        text, uuid, time = _encode(body), self.uuid(), self._time
        entry = (
            f'{{"body":{text},"kind":"{kind}","subject":"{subject}",'
            f'"time":"{time}Z","uuid":"{uuid}","v":1}}'
        )
        label = sha256_label(leaf_hash(entry.encode()))
        return Row(uuid, kind, subject, time, text, entry, label)

    def uuid(self) -> str:
        """Return the next UUID."""
        digits = self.random.randbytes(16).hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def hash(self) -> str:
        """Return the next hash of something."""
        return f"sha256:{self.random.randbytes(32).hex()}"

    def hashes(self, *names: str) -> dict[str, str]:
        """Return commitments to texts of these names."""
        return {name: self.hash() for name in names}
