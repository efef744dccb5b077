# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers of ``ledger/entries/<uuid>/proof``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import AnswerModel, MaybeAbsent, RequestModel
from .text_fields import Sha256


class LedgerProofQuery(RequestModel):
    """Query of ``GET ledger/entries/<uuid>/proof``."""

    format: MaybeAbsent[Literal["json", "text"]] = Field(
        default=None, description="Wins over the header `Accept`; JSON where neither says"
    )


class LedgerProof(AnswerModel):
    """An entry, its place in the log, and what leads from it to a signed head (RFC 9162)."""

    uuid: str
    index: Annotated[int, Field(ge=0, description="Place in the log, counted from 0")]
    size: Annotated[int, Field(ge=1, description="Entries that the checkpoint covers")]
    leaf_hash: Sha256
    hashes: Annotated[
        list[str], Field(description="Inclusion proof: hashes in base64, from the leaf up")
    ]
    checkpoint: Annotated[str, Field(description="The signed checkpoint (C2SP tlog-checkpoint)")]
    entry: Annotated[str, Field(description="The entry, byte by byte as hashed")]
