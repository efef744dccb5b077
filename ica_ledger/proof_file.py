"""A file that proves one entry by itself (C2SP tlog-proof; the entry is its extra data)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ica_ledger.checkpoint import Checkpoint, parse_checkpoint
from ica_ledger.leaf import MAX_ENTRY_BYTES, leaf_hash
from ica_ledger.merkle import HASH_BYTES, HashReader
from ica_ledger.note import MAX_NOTE_BYTES
from ica_ledger.note_keys import Verifier
from ica_ledger.proofs import MAX_PROOF_HASHES, BadProof, check_inclusion, inclusion_proof

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_FILE_BYTES = MAX_ENTRY_BYTES * 2 + MAX_NOTE_BYTES + 4096

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class EntryProof:
    """An entry, where it stands, the hashes beside its path to the root, and a signed head."""

    entry: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    """The signed checkpoint as it was published."""

    @classmethod
    def make(cls, entry: bytes, index: int, checkpoint: bytes, read: HashReader) -> EntryProof:
        """Return the proof of an entry under a signed checkpoint.

        Raises BadCheckpoint or ValueError when the checkpoint can't be read or doesn't reach as
        far as the entry.
        """
        size = parse_checkpoint(checkpoint).checkpoint.size
        return cls(entry, index, tuple(inclusion_proof(index, size, read)), checkpoint)

    def __bytes__(self) -> bytes:
        lines = [FIRST_LINE, f"extra {_encoded(self.entry)}", f"index {self.index}"]
        lines += [_encoded(one) for one in self.hashes]
        return "".join(f"{line}\n" for line in (*lines, "")).encode() + self.checkpoint

    def verified_by(self, verifiers: Iterable[Verifier]) -> Checkpoint:
        """Return the checkpoint under which the entry is proven.

        Raises BadCheckpoint when no key that is trusted signed it, BadProof when the entry is not
        in the log with its root.
        """
        signed = parse_checkpoint(self.checkpoint)
        signer = signed.verified_by(verifiers)[0]
        head = signed.checkpoint
        if head.origin != signer.name:
            raise BadProof(f"the proof is of the log {head.origin}, the key of {signer.name}")
        check_inclusion(leaf_hash(self.entry), self.index, head.size, self.hashes, head.root)
        return head


def parse_proof(data: bytes) -> EntryProof:
    """Return what a proof file holds; nothing of it is verified yet.

    Raises BadProof when it is malformed or longer than a proof can be.
    """
    if len(data) > MAX_FILE_BYTES:
        raise BadProof(f"a proof has at most {MAX_FILE_BYTES} bytes")
    head, blank, checkpoint = data.partition(b"\n\n")
    lines = head.decode("ascii", errors="replace").split("\n")
    if not blank or lines[0] != FIRST_LINE or len(lines) < 3:
        raise BadProof(f"a proof begins with the line {FIRST_LINE} and ends in a checkpoint")
    extra, index = lines[1].removeprefix("extra "), _INDEX.fullmatch(lines[2])
    if extra == lines[1] or index is None:
        raise BadProof("a proof names its entry (extra) and the entry's number (index)")
    if len(lines) - 3 > MAX_PROOF_HASHES:
        raise BadProof(f"a proof has at most {MAX_PROOF_HASHES} hashes")
    entry, hashes = _decoded(extra), tuple(_decoded(line) for line in lines[3:])
    if len(entry) > MAX_ENTRY_BYTES or any(len(one) != HASH_BYTES for one in hashes):
        raise BadProof("the entry or a hash has a length that is impossible")
    return EntryProof(entry, int(index[1]), hashes, checkpoint)


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadProof("a line that must be base64 is not") from None
