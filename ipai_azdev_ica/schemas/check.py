# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bodies and answers of the check and hook calls of Azure DevOps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict

from .approval import ApprovalStatus
from .base import AnswerModel, RequestModel


def _unfilled(value: object) -> object:
    # Azure DevOps leaves an unknown variable as it stands: $(Build.BuildId).
    return None if isinstance(value, str) and value.startswith("$(") else value


Claim = Annotated[str | None, BeforeValidator(_unfilled)]


class CheckBody(RequestModel):
    """Body of a check call, as registration wrote it; claims only, unknown fields are kept."""

    model_config = ConfigDict(extra="allow")

    gate: Claim = None
    build_id: Claim = None
    stage: Claim = None
    attempt: Claim = None


class CheckAcknowledged(AnswerModel):
    """Answer to the check of a callback gate: stored; the decision comes as an event."""

    acknowledged: Literal[True] = True


class GateAnswer(AnswerModel):
    """Answer to the check of an ApiResponse gate: 200 only when approved, else 409."""

    status: ApprovalStatus


class HookStored(AnswerModel):
    """Answer to a service hook: stored, also when nobody can read it."""

    success: Literal[True] = True
