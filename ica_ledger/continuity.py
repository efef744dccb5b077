"""Does a log continue an earlier checkpoint of it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ica_ledger.checkpoint import BadCheckpoint, Checkpoint, parse_checkpoint
from ica_ledger.note_keys import Verifier
from ica_ledger.proofs import check_consistency, consistency_proof
from ica_ledger.report import Bridge, tampered, unchecked
from ica_ledger.tile_reader import TileHashes, TileMissing


def earlier_checkpoint(
    data: bytes, origin: str, keys: Sequence[Verifier], bridge: Bridge | None
) -> Checkpoint:
    """Return an earlier checkpoint of a log that one of its keys signed.

    :param bridge: the log that this one continues, if any

    Raises Stop when it can't be used.
    """
    try:
        earlier = parse_checkpoint(data)
        if earlier.checkpoint.origin == origin:
            earlier.verified_by(keys)
    except BadCheckpoint as problem:
        raise unchecked(f"the earlier checkpoint can't be used: {problem}") from None
    old = earlier.checkpoint
    if old.origin != origin:
        continued = bridge is not None and bridge.origin == old.origin
        raise unchecked(
            f"the earlier checkpoint is of another log, {old.origin}"
            + (" (which this one continues)" if continued else "")
        )
    return old


def check_continues(
    old: Checkpoint, head: Checkpoint, fetch: Callable[[str], bytes | None]
) -> None:
    """Check out of the log's tiles that it begins with the entries of an earlier checkpoint.

    Raises Stop when it doesn't, or a tile is missing.
    """
    try:
        read = TileHashes(head.size, fetch)
        proof = consistency_proof(old.size, head.size, read) if old.size <= head.size else []
        check_consistency(old.size, old.root, head.size, head.root, proof)
    except TileMissing as path:
        raise unchecked(f"{path} is missing from what could be read") from None
    except ValueError as problem:
        raise tampered(str(problem)) from None
