# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests and answers of the HTTP API; pure, knows no Odoo.

The OpenAPI document and the page made from it are imported from ``.openapi`` and ``.docs_page``.
"""

from __future__ import annotations

from .approval import (
    ApprovalCreate,
    ApprovalCreated,
    ApprovalQuery,
    ApprovalState,
    ApprovalStatus,
    DeliveryStatus,
    FactsSource,
    GateClass,
    RoleApproval,
    Signed,
    SignRequest,
)
from .check import CheckAcknowledged, GateAnswer, HookStored
from .errors import (
    STATUS_OF,
    ErrorAnswer,
    ErrorBody,
    ErrorCode,
    ErrorDetail,
    RequestProblem,
    error_answer,
    problem,
)
from .events import KNOWN_EVENTS
from .health import Live, Ready
from .json_body import canonical_json, parse_json, validate, validate_query
from .ledger import LedgerProof, LedgerProofQuery
from .limits import MAX_BODY_BYTES, MAX_HOOK_BYTES
from .run import (
    EventRecorded,
    RunEvent,
    RunFinish,
    RunFinished,
    RunReference,
    RunStart,
    RunStarted,
    RunStatus,
)

__all__ = [
    "KNOWN_EVENTS",
    "MAX_BODY_BYTES",
    "MAX_HOOK_BYTES",
    "STATUS_OF",
    "ApprovalCreate",
    "ApprovalCreated",
    "ApprovalQuery",
    "ApprovalState",
    "ApprovalStatus",
    "CheckAcknowledged",
    "DeliveryStatus",
    "ErrorAnswer",
    "ErrorBody",
    "ErrorCode",
    "ErrorDetail",
    "EventRecorded",
    "FactsSource",
    "GateAnswer",
    "GateClass",
    "HookStored",
    "LedgerProof",
    "LedgerProofQuery",
    "Live",
    "Ready",
    "RequestProblem",
    "RoleApproval",
    "RunEvent",
    "RunFinish",
    "RunFinished",
    "RunReference",
    "RunStart",
    "RunStarted",
    "RunStatus",
    "SignRequest",
    "Signed",
    "canonical_json",
    "error_answer",
    "parse_json",
    "problem",
    "validate",
    "validate_query",
]
