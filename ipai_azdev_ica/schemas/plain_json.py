# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""JSON that a script may print into a pipeline's log without its being obeyed (threat U1)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Agents of Azure Pipelines obey `##vso[` and `##[`, GitHub's runners `::`, anywhere in a line.
_COMMAND_MARKS: Final = re.compile("(?<=#)#|(?<=:):")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7e]")
_ESCAPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain_json(text: str) -> str:
    """Return JSON of the same meaning in which no command of an agent and no hidden character is.

    Both can only stand within texts, where an escape means the same as the character itself.
    """
    return _COMMAND_MARKS.sub(_escaped, _NOT_ASCII.sub(_visible, text))


def _visible(found: re.Match[str]) -> str:
    hidden = unicodedata.category(found[0]) in _ESCAPED_CATEGORIES
    return _escaped(found) if hidden else found[0]


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
