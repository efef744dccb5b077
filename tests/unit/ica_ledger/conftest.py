"""A log in memory, written as the real one is."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ica_ledger import (
    ENTRIES,
    Checkpoint,
    Frontier,
    Signer,
    Tile,
    canonical_bytes,
    changed_bundles,
    encode_bundle,
    grow,
    leaf_hash,
    sha256_label,
)

ORIGIN = "ica.example.com/log"
START = datetime(2026, 1, 1, tzinfo=UTC)


def label(text: str) -> str:
    return sha256_label(hashlib.sha256(text.encode()).digest())


def person(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


class MemoryLog:
    """Entries, and the files that a publisher makes of them."""

    def __init__(self, origin: str = ORIGIN, seed: int = 1) -> None:
        self.origin = origin
        self.signer = Signer.from_seed(origin, bytes([seed]) * 32)
        self.entries: list[bytes] = []
        self.files: dict[str, bytes] = {}
        self._frontier = Frontier()
        self._ticks = 0

    def fetch(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, kind: str, subject: str, body: object, at: datetime | None = None) -> str:
        """Append an entry and return the label of its leaf hash."""
        self._ticks += 1
        time = at or START + timedelta(seconds=self._ticks)
        entry = {
            "body": body,
            "kind": kind,
            "subject": subject,
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "uuid": person(f"entry {self._ticks}"),
            "v": 1,
        }
        self.entries.append(canonical_bytes(entry))
        return sha256_label(leaf_hash(self.entries[-1]))

    def event(self, number: int = 1) -> str:
        """Append an entry that no control looks at."""
        body = {"connection": 1, "type": "checklist", "content": label(str(number))}
        return self.write("run.event", f"run:{person(str(number))}", body)

    def fill(self, count: int) -> MemoryLog:
        for number in range(count):
            self.event(number)
        return self

    def identified(self, who: str, user: int | bool) -> None:
        body = {"pseudonym": person(who), "user": user, "kind": "human", "changed_by": 1}
        self.write("identity.created", "identity:1", body)

    def opened(self, number: str, **changes: object) -> None:
        body = {
            "connection": 1,
            "run": person("run"),
            "gate": 3,
            "class": "production",
            "source": "check",
            "build_id": 77,
            "attempt": 1,
            "commit": "abc123def456",
            "requester": person("erin"),
            "dossier": label("dossier"),
            "timeout_seconds": 14400,
            "texts": {"stage": label("stage"), "branch": label("branch")},
        }
        self.write("approval.opened", f"approval:{number}", {**body, **changes})

    def signed(self, number: str, who: str, role: str, **changes: object) -> str:
        body = {
            "connection": 1,
            "identity": person(who),
            "role": role,
            "decision": "approved",
            "dossier": label("dossier"),
            "method": "session",
            "ip_source": "direct",
            "texts": {"ip_address": label("address")},
        }
        return self.write("approval.signed", f"approval:{number}", {**body, **changes})

    def withdrawn(self, number: str, who: str, signature: str) -> None:
        body = {
            "connection": 1,
            "identity": person(who),
            "signature": signature,
            "role": "business",
            "dossier": label("dossier"),
            "method": "session",
            "ip_source": "direct",
        }
        self.write("approval.withdrawn", f"approval:{number}", body)

    def decided(
        self, number: str, status: str, signatures: Iterable[str], dossier: str = "dossier"
    ) -> None:
        body = {"connection": 1, "dossier": label(dossier), "signatures": list(signatures)}
        self.write(f"approval.{status}", f"approval:{number}", body)

    def told(self, number: str, result: str = "succeeded", state: str = "sent") -> None:
        more = {"gone": False} if state == "sent" else {"outcome": "passed"}
        body = {"connection": 1, "approval": number, "result": result, **more}
        self.write(f"callback.{state}", "callback:1", body)

    def deployed(self, number: str) -> None:
        """Append a whole request as it should be."""
        self.opened(number)
        signatures = [self.signed(number, "toni", "technical")]
        self.decided(number, "technical_approved", signatures)
        signatures.append(self.signed(number, "bea", "business"))
        self.decided(number, "approved", signatures)
        self.told(number)
        self.told(number, state="confirmed")

    @property
    def head(self) -> Checkpoint:
        time = START + timedelta(seconds=self._ticks + 1)
        return Checkpoint.at(self.origin, len(self.entries), self._frontier.root(), time)

    def publish(self, *signers: Signer) -> MemoryLog:
        """Write tiles, bundles and checkpoint for what was appended."""
        old = self._frontier.size
        leaves = [leaf_hash(entry) for entry in self.entries[old:]]
        self.files |= {t.path: data for t, data in grow(old, leaves, self._partial)}
        for tile in changed_bundles(old, len(self.entries)):
            held = self.entries[tile.first : tile.first + tile.width]
            self.files[tile.path] = encode_bundle(held)
        self._frontier.extend(leaves)
        self.files["checkpoint"] = self.head.signed_by(*(signers or (self.signer,)))
        return self

    def hashed_again(self) -> MemoryLog:
        """Make all files anew from the entries, but keep the checkpoint that was signed."""
        checkpoint = self.files["checkpoint"]
        self.files, self._frontier = {}, Frontier()
        self.publish().files["checkpoint"] = checkpoint
        return self

    def stored_in(self, directory: Path) -> Path:
        for path, data in self.files.items():
            target = directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return directory

    def bundle(self, index: int = 0) -> str:
        """Return the path of a bundle as it is in the newest checkpoint."""
        width = min(256, len(self.entries) - index * 256)
        return Tile(ENTRIES, index, width).path

    def _partial(self, tile: Tile) -> bytes:
        return self.files[tile.path]


def body_of(entry: bytes) -> dict[str, object]:
    return dict(json.loads(entry)["body"])


@pytest.fixture
def new_log() -> Callable[..., MemoryLog]:
    return MemoryLog


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()
