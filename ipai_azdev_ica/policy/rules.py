# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a class of gate asks for (PRD 3.2; staging: rulings, "Approvals")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The half of an approval that a signature stands for."""

    TECHNICAL = "technical"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Rules:
    """The roles that must sign, each by another person."""

    required: frozenset[Role]


RULES = {
    "production": Rules(frozenset({Role.TECHNICAL, Role.BUSINESS})),
    "staging": Rules(frozenset({Role.TECHNICAL})),
}


def rules_of(gate_class: str) -> Rules:
    """Return the rules of a class of gate; an unknown class gets the strictest."""
    return RULES.get(gate_class, RULES["production"])
