# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Types of texts: identifiers, names, hashes and free text."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .text import text_problem

_NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]+$"


def _printable(value: str) -> str:
    # isprintable() also refuses surrogates, bidirectional overrides and zero-width characters,
    # with which two identifiers can look the same.
    if not value.isprintable() or value != value.strip():
        raise PydanticCustomError(
            "not_printable", "must be printable, without control characters or spaces around it"
        )
    return value


def _plain_text(value: str) -> str:
    problem = text_problem(value)
    if problem is None and any(_is_control(character) for character in value):
        problem = "must not contain control characters but tab and line breaks"
    if problem is not None:
        raise PydanticCustomError("text_refused", "{problem}", {"problem": problem})
    return value


def _is_control(character: str) -> bool:
    return character not in "\t\n\r" and unicodedata.category(character) == "Cc"


def _spelled(pattern: str, words: str) -> Any:
    """Return the metadata of a text that must match the pattern, which people read as words."""
    expression = re.compile(pattern)

    def check(value: str) -> str:
        # $ also matches before a line break at the end.
        if expression.fullmatch(value) is None:
            raise PydanticCustomError("spelling", "must be {words}", {"words": words})
        return value

    return AfterValidator(check), Field(json_schema_extra={"pattern": pattern})


_WORD, _WORD_SCHEMA = _spelled(r"^[a-z0-9_]{1,64}$", "1 to 64 of a-z, 0-9 and _")
_COMMIT, _COMMIT_SCHEMA = _spelled(r"^[0-9a-f]{7,64}$", "7 to 64 lower-case hexadecimal digits")
_APPROVAL, _APPROVAL_SCHEMA = _spelled(
    r"^APR-[0-9]{4}-[0-9]{3,9}$", "an approval's number, as APR-2026-001"
)
_SHA256, _SHA256_SCHEMA = _spelled(r"^sha256:[0-9a-f]{64}$", "sha256: and 64 hexadecimal digits")

_PRINTABLE = AfterValidator(_printable)
_PRINTABLE_SCHEMA = Field(min_length=1, json_schema_extra={"pattern": _NO_CONTROLS})

Identifier = Annotated[str, StringConstraints(max_length=128), _PRINTABLE, _PRINTABLE_SCHEMA]
Name = Annotated[str, StringConstraints(max_length=255), _PRINTABLE, _PRINTABLE_SCHEMA]
BranchName = Annotated[str, StringConstraints(max_length=512), _PRINTABLE, _PRINTABLE_SCHEMA]
Text = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_plain_text)]
CommitId = Annotated[str, _COMMIT, _COMMIT_SCHEMA]
Word = Annotated[str, _WORD, _WORD_SCHEMA]
Sha256 = Annotated[str, _SHA256, _SHA256_SCHEMA]
ApprovalId = Annotated[str, _APPROVAL, _APPROVAL_SCHEMA]
