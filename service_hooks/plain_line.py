"""Text that may stand in a log of Azure Pipelines without being obeyed (threats U1, U2)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_LINE_LENGTH: Final = 1024
"""ADO's own limit for a console line (azure-pipelines-extensions, TaskLogger.cs)."""

_BETWEEN_COMMAND_MARKS: Final = re.compile(r"(?<=#)(?=#)|(?<=:)(?=:)")
_ESCAPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain_line(text: str, *, max_length: int = MAX_LINE_LENGTH) -> str:
    r"""Return the text as one line of at most `max_length` characters that commands nobody.

    `##vso[`, `##[` and `::` are pulled apart; line breaks, control characters and bidirectional
    overrides are written as escapes, so that what a person reads is what was written.
    """
    line = "".join(_visible(char) for char in text[: max_length + 1])
    line = _BETWEEN_COMMAND_MARKS.sub(" ", line)
    return line if len(line) <= max_length else line[: max_length - 1] + "…"


def _visible(char: str) -> str:
    if unicodedata.category(char) not in _ESCAPED_CATEGORIES:
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
