# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers to the check and hook calls of Azure DevOps; their bodies are free-form claims."""

from __future__ import annotations

from typing import Literal

from .approval import ApprovalStatus
from .base import AnswerModel


class CheckAcknowledged(AnswerModel):
    """Answer to the check of a callback gate: stored; the decision comes as an event."""

    acknowledged: Literal[True] = True


class GateAnswer(AnswerModel):
    """Answer to the check of an ApiResponse gate: 200 only when approved, else 409."""

    status: ApprovalStatus


class HookStored(AnswerModel):
    """Answer to a service hook: stored, also when nobody can read it."""

    success: Literal[True] = True
