# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The decision: facts, rules and signatures in, outcome and reasons out. Pure."""

from .decision import Decision, Facts, Outcome, Signature, decide, refuse_signer
from .rules import RULES, Role, Rules, rules_of

__all__ = [
    "RULES",
    "Decision",
    "Facts",
    "Outcome",
    "Role",
    "Rules",
    "Signature",
    "decide",
    "refuse_signer",
    "rules_of",
]
