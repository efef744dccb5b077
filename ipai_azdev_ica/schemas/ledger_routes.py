# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The routes under which the transparency log is read, as data."""

from __future__ import annotations

from typing import Final

from . import examples
from .ledger import LedgerProof, LedgerProofQuery
from .route import Answer, Route

_ERRORS: Final = (401, 403, 404, 429, 500, 503)
_TILE: Final = {
    200: Answer(
        description="Never changes: the same path always has the same bytes",
        media_type="application/octet-stream",
    )
}
_NUMBER: Final = (
    "`{tile}` is the index in groups of three digits, all but the last with an `x` before them and "
    "a slash behind them: 1234067 is `x001/x234/067`."
)

LEDGER_ROUTES: Final = (
    Route(
        method="get",
        path="/ledger/checkpoint",
        operation_id="getCheckpoint",
        tag="ledger",
        summary="Read the newest signed head of the log",
        description="A signed note (C2SP tlog-checkpoint). 404 before the first one.",
        answers={
            200: Answer(
                description="The checkpoint",
                media_type="text/plain",
                examples=(examples.CHECKPOINT,),
            )
        },
        errors=_ERRORS,
        security=("api_key", "session"),
    ),
    Route(
        method="get",
        path="/ledger/tile/{level}/{tile}",
        operation_id="getTile",
        tag="ledger",
        summary="Read 256 hashes of the tree, or the entries of 256 leaves",
        description="C2SP tlog-tiles: level 0 holds leaf hashes, level `entries` the entries, each "
        f"behind its length in two bytes. {_NUMBER} Nothing beyond the newest checkpoint is given.",
        answers=_TILE,
        errors=_ERRORS,
        path_parameters=("level", "tile"),
        security=("api_key", "session"),
    ),
    Route(
        method="get",
        path="/ledger/tile/{level}/{tile}.p/{width}",
        operation_id="getPartialTile",
        tag="ledger",
        summary="Read the beginning of a tile that is not full yet",
        description=f"The first `width` hashes or entries of it. {_NUMBER}",
        answers=_TILE,
        errors=_ERRORS,
        path_parameters=("level", "tile", "width"),
        security=("api_key", "session"),
    ),
    Route(
        method="get",
        path="/ledger/key",
        operation_id="getKeys",
        tag="ledger",
        summary="Read the public keys of the log",
        description="One verifier key a line (C2SP signed-note), the first one first; each later "
        "one was handed over to by an entry that the one before signed. Pin a key that came to "
        "you another way: whoever can forge the log can forge this answer.",
        answers={
            200: Answer(
                description="The keys",
                media_type="text/plain",
                examples=(examples.VERIFIER_KEY,),
            )
        },
        errors=_ERRORS,
        security=("api_key", "session"),
    ),
    Route(
        method="get",
        path="/ledger/entries/{entry}/proof",
        operation_id="getProof",
        tag="ledger",
        summary="Prove that an entry is in the log",
        description="With `Accept: text/plain` or `format=text` the answer is a file (C2SP "
        "tlog-proof) that `ica-verify entry` takes. 503 until a signed checkpoint covers the "
        "entry, which takes a minute or two.",
        query=LedgerProofQuery,
        answers={
            200: Answer(
                description="The proof",
                models=(LedgerProof,),
                examples=(examples.LEDGER_PROOF,),
                other_media_types=("text/plain",),
            )
        },
        errors=(400, *_ERRORS),
        path_parameters=("entry",),
        security=("api_key", "session"),
    ),
)
