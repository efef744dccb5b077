# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests and answers of ``run/start``, ``run/event`` and ``run/finish`` (PRD 5.1)."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_serializer, field_validator
from pydantic_core import PydanticCustomError

from .base import AnswerModel, MaybeAbsent, RequestModel
from .events import KNOWN_EVENTS, KnownEvent
from .json_text import canonical_json, find_text_problem
from .limits import MAX_EVENT_DATA_BYTES
from .number_fields import Attempt, RecordId
from .text_fields import BranchName, CommitId, Identifier, Name, Sha256, Word
from .time_fields import Timestamp

RunStatus = Literal["running", "success", "failed", "cancelled"]


class RunReference(RequestModel):
    """Name a run; ``pipeline_name``, ``build_id`` and ``attempt`` tell apart equal numbers."""

    run_id: Identifier = Field(description="Build number of Azure DevOps, `Build.BuildNumber`")
    pipeline_name: MaybeAbsent[Name] = None
    build_id: MaybeAbsent[RecordId] = Field(
        default=None, description="`Build.BuildId`, unique in the organization; leads where known"
    )
    attempt: MaybeAbsent[Attempt] = Field(default=None, description="`System.StageAttempt`")


class RunStart(RunReference):
    """Body of ``POST run/start``: open a run, or fill in what was not known of it."""

    pipeline_name: Name
    branch: MaybeAbsent[BranchName] = None
    commit: MaybeAbsent[CommitId] = None
    triggered_by: MaybeAbsent[Name] = Field(
        default=None, description="Who queued the run, as the caller says; a claim"
    )


class RunStarted(AnswerModel):
    """Answer of ``POST run/start``."""

    success: Literal[True] = True
    run_id: str
    odoo_record_id: int


class RunEvent(RunReference):
    """Body of ``POST run/event``: a fact that the pipeline claims about its run."""

    event_type: Word
    event_data: dict[str, Any] = Field(
        default_factory=dict, description="At most 64 KiB as JSON without spaces"
    )

    @field_validator("event_data")
    @classmethod
    def _check_event_data(cls, value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        found = find_text_problem(value)
        if found is not None:
            raise PydanticCustomError("text_refused", "{problem}", {"problem": found[1]})
        if len(canonical_json(value).encode()) > MAX_EVENT_DATA_BYTES:
            raise PydanticCustomError("event_data_size", "must be at most 64 KiB")
        known = KNOWN_EVENTS.get(info.data.get("event_type", ""))
        if known is not None:
            known.model_validate(value)
        return value

    @field_serializer("event_data", when_used="json")
    def _plain_event_data(self, value: dict[str, Any]) -> Any:
        return json.loads(canonical_json(value))

    def event_data_json(self) -> str:
        """Return the event data as JSON with sorted keys and no spaces, ready to be stored."""
        return canonical_json(self.event_data)

    def facts(self) -> KnownEvent | None:
        """Return the data as the model of its type (``events.py``), None for other types."""
        known = KNOWN_EVENTS.get(self.event_type)
        return None if known is None else known.model_validate(self.event_data)


class EventRecorded(AnswerModel):
    """Answer of ``POST run/event``."""

    success: Literal[True] = True
    event_id: int


class RunFinish(RunReference):
    """Body of ``POST run/finish``: the pipeline says how its run ended."""

    status: Literal["success", "failed", "cancelled"]
    end_time: Timestamp


class RunFinished(AnswerModel):
    """Answer of ``POST run/finish``; ``audit_hash`` is the leaf hash of the ledger entry."""

    success: Literal[True] = True
    audit_hash: Sha256
