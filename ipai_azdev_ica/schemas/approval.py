# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests and answers of ``approval``, ``approval/<id>`` and ``approval/<id>/sign`` (PRD 5.2)."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from .base import AnswerModel, MaybeAbsent, RequestModel
from .number_fields import Attempt, Checklist, Money, RecordId
from .run import RunReference
from .text_fields import ApprovalId, CommitId, Name, Sha256, Text
from .time_fields import OdooTime

_DIGITS = re.compile(r"[1-9][0-9]{0,15}")

ApprovalStatus = Literal[
    "pending",
    "technical_approved",
    "approved",
    "rejected",
    "expired",
    "cancelled",
    "overridden",
    "observed",
]
DeliveryStatus = Literal["waiting", "sent", "confirmed", "late", "failed"]
GateClass = Literal["staging", "production"]
FactsSource = Literal["read_back", "claimed_by_caller"]


class ApprovalCreate(RunReference):
    """Body of ``POST approval``: ask for signatures; such an approval never answers a check."""

    deployment_target: GateClass
    environment: MaybeAbsent[Name] = Field(
        default=None, description="Which environment, where the class has several"
    )
    stage: MaybeAbsent[Name] = None
    commit: MaybeAbsent[CommitId] = None
    estimated_cost: MaybeAbsent[Money] = Field(
        default=None,
        description="Added per month in the connection's currency, at most 2 decimals; "
        "shown as unknown where it is absent",
    )
    checklist: Checklist = Field(
        default_factory=dict, description="Claims of the pipeline; what Azure DevOps says leads"
    )


class ApprovalCreated(AnswerModel):
    """Answer of ``POST approval``."""

    success: Literal[True] = True
    approval_id: ApprovalId
    status: ApprovalStatus
    approvers: list[str]


class RoleApproval(AnswerModel):
    """Who approved for a role, and when."""

    approved_by: str
    timestamp: OdooTime


class WithdrawnApproval(AnswerModel):
    """Who took his approval back, for which role, and when; it counts no more."""

    approval_type: Literal["technical", "business"]
    withdrawn_by: str
    timestamp: OdooTime


class ApprovalState(AnswerModel):
    """Answer of ``GET approval/<id>``: the decision, and for exactly which deployment."""

    approval_id: ApprovalId
    status: ApprovalStatus
    technical_approval: RoleApproval | None
    business_approval: RoleApproval | None
    withdrawn_approvals: list[WithdrawnApproval] = Field(
        description="Approvals that their signers took back; a colleague signs in their place"
    )
    run_id: str
    pipeline_name: str
    build_id: RecordId | None
    deployment_target: GateClass
    environment: str | None
    stage: str | None
    attempt: Attempt | None
    commit: str | None
    valid_until: OdooTime | None = Field(description="A yes after this time is none")
    successor_id: ApprovalId | None = Field(description="The request that took over, if expired")
    delivery: DeliveryStatus | None = Field(
        description="How far Azure DevOps has the decision; null where no check waits for it"
    )
    facts_source: FactsSource


def _from_digits(value: object) -> object:
    # In a query everything is text.
    digits = isinstance(value, str) and _DIGITS.fullmatch(value)
    return int(digits[0]) if digits else value


class ApprovalQuery(RequestModel):
    """Query of ``GET approval/<id>``: 409 unless the approval is for exactly that."""

    build_id: Annotated[MaybeAbsent[RecordId], BeforeValidator(_from_digits)] = None
    environment: MaybeAbsent[Name] = None
    commit: MaybeAbsent[CommitId] = None


class SignRequest(RequestModel):
    """Body of ``POST approval/<id>/sign``: a person decides for one role."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"decision": {"const": "rejected"}}, "required": ["decision"]},
            "then": {"required": ["comments"], "properties": {"comments": {"minLength": 1}}},
        }
    )

    approval_type: Literal["technical", "business"]
    decision: Literal["approved", "rejected"]
    comments: Text = Field(
        default="", description="The reason; mandatory for `rejected`", validate_default=True
    )

    @field_validator("comments")
    @classmethod
    def _need_reason(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("decision") == "rejected" and not value.strip():
            raise PydanticCustomError("reason_missing", "must say why it was rejected")
        return value


class Signed(AnswerModel):
    """Answer of ``POST approval/<id>/sign``; the hash is the leaf hash of the ledger entry."""

    success: Literal[True] = True
    signature_hash: Sha256
