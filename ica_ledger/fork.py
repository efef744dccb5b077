"""Compare two checkpoints of one log: is the larger a continuation of the smaller, or a fork?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ica_ledger.checkpoint import BadCheckpoint, Checkpoint, UnknownKey, parse_checkpoint
from ica_ledger.merkle import tree_root
from ica_ledger.note_keys import Verifier
from ica_ledger.proofs import BadProof, check_consistency, consistency_proof
from ica_ledger.report import Outcome, Stop, tampered, unchecked
from ica_ledger.tile_reader import TileHashes, TileMissing

Fetch = Callable[[str], bytes | None]


def compare(
    first: bytes, second: bytes, keys: Sequence[Verifier], fetch: Fetch | None = None
) -> Stop:
    """Return the answer, with its reason in words, whether two signed checkpoints agree.

    :param keys: the keys that may have signed them
    :param fetch: reads the log's tiles; needed when the sizes differ

    Raises SourceUnavailable as `fetch` does.
    """
    try:
        old, new = sorted((_trusted(first, keys), _trusted(second, keys)), key=lambda one: one.size)
        return Stop(Outcome.PROVEN, _agreement(old, new, fetch))
    except Stop as end:
        return end


def _trusted(data: bytes, keys: Sequence[Verifier]) -> Checkpoint:
    try:
        signed = parse_checkpoint(data)
    except BadCheckpoint as problem:
        raise unchecked(str(problem)) from None
    try:
        signed.verified_by(keys)
    except UnknownKey as problem:
        raise unchecked(str(problem)) from None
    except BadCheckpoint as problem:
        raise tampered(str(problem)) from None
    return signed.checkpoint


def _agreement(old: Checkpoint, new: Checkpoint, fetch: Fetch | None) -> str:
    if old.origin != new.origin:
        raise unchecked(f"these are checkpoints of different logs: {old.origin} and {new.origin}")
    if old.size == new.size:
        if old.root != new.root:
            raise tampered(f"a fork: the key signed two different logs of {new.size} entries", None)
        return f"both are the head of the same {new.size} entries"
    if fetch is None:
        raise unchecked(
            f"one has {old.size} entries, the other {new.size}: the log itself is needed to tell"
            " whether it continues"
        )
    _check_continues(old, new, TileHashes(new.size, fetch))
    return f"the log of {new.size} entries begins with the {old.size} of the other checkpoint"


def _check_continues(old: Checkpoint, new: Checkpoint, read: TileHashes) -> None:
    try:
        if tree_root(new.size, read) != new.root:
            raise tampered(f"the log's tiles are not those of its checkpoint of {new.size} entries")
        proof = consistency_proof(old.size, new.size, read)
        check_consistency(old.size, old.root, new.size, new.root, proof)
    except BadProof as problem:
        raise tampered(f"a fork: {problem}") from None
    except TileMissing as path:
        raise unchecked(f"{path} is missing from what could be read") from None
    except ValueError as problem:
        raise tampered(str(problem)) from None
