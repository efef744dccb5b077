# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Example bodies of the HTTP API: those of PRD section 5, completed with the added fields."""

from __future__ import annotations

from typing import Any, Final

Example = dict[str, Any]

_HASH: Final = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

RUN_START: Final[Example] = {
    "pipeline_name": "deploy-api",
    "run_id": "20260127.1",
    "branch": "main",
    "commit": "abc123def456",
    "triggered_by": "user@example.com",
}
RUN_STARTED: Final[Example] = {"success": True, "run_id": "20260127.1", "odoo_record_id": 12345}
RUN_EVENT: Final[Example] = {
    "run_id": "20260127.1",
    "event_type": "build_success",
    "event_data": {"image": "myacr.azurecr.io/api:20260127.1", "duration_seconds": 120},
}
EVENT_RECORDED: Final[Example] = {"success": True, "event_id": 67890}
RUN_FINISH: Final[Example] = {
    "run_id": "20260127.1",
    "status": "success",
    "end_time": "2026-01-27T14:30:00Z",
}
RUN_FINISHED: Final[Example] = {"success": True, "audit_hash": _HASH}
APPROVAL_CREATE: Final[Example] = {
    "run_id": "20260127.1",
    "deployment_target": "production",
    "estimated_cost": 2500,
    "checklist": {"test_coverage": True, "security_scan": True, "breaking_changes": False},
}
APPROVAL_CREATED: Final[Example] = {
    "success": True,
    "approval_id": "APR-2026-001",
    "status": "pending",
    "approvers": ["tech@example.com", "finance@example.com"],
}
APPROVAL_STATE: Final[Example] = {
    "approval_id": "APR-2026-001",
    "status": "approved",
    "technical_approval": {
        "approved_by": "tech@example.com",
        "timestamp": "2026-01-27T14:35:00Z",
    },
    "business_approval": {
        "approved_by": "finance@example.com",
        "timestamp": "2026-01-27T14:40:00Z",
    },
    "withdrawn_approvals": [
        {
            "approval_type": "technical",
            "withdrawn_by": "tech2@example.com",
            "timestamp": "2026-01-27T14:32:00Z",
        }
    ],
    "run_id": "20260127.1",
    "pipeline_name": "deploy-api",
    "build_id": 4711,
    "deployment_target": "production",
    "environment": "production",
    "stage": "Deploy",
    "attempt": 1,
    "commit": "abc123def456",
    "valid_until": "2026-01-28T14:35:00Z",
    "successor_id": None,
    "delivery": "confirmed",
    "facts_source": "read_back",
}
SIGN_REQUEST: Final[Example] = {
    "approval_type": "technical",
    "decision": "approved",
    "comments": "All tests passed, security scan clean",
}
SIGNED: Final[Example] = {"success": True, "signature_hash": _HASH}
CHECK_CALL: Final[Example] = {
    "gate": "production",
    "build_id": "4711",
    "stage": "Deploy",
    "attempt": "1",
}
CHECK_ACKNOWLEDGED: Final[Example] = {"acknowledged": True}
GATE_APPROVED: Final[Example] = {"status": "approved"}
GATE_PENDING: Final[Example] = {"status": "pending"}
HOOK: Final[Example] = {
    "subscriptionId": "5c6898f8-6d0f-4d0a-8c3f-1e0a3f3c9f52",
    "notificationId": 3,
    "eventType": "ms.vss-pipelines.run-state-changed-event",
    "resource": {"run": {"id": 4711, "name": "20260127.1", "state": "completed"}},
}
HOOK_STORED: Final[Example] = {"success": True}
LIVE: Final[Example] = {"status": "live"}
READY: Final[Example] = {"status": "ready", "parts": {"database": "ok"}}
NOT_READY: Final[Example] = {"status": "not_ready", "parts": {"database": "failed"}}

# A log of two entries with a key made for this page.
_ORIGIN: Final = "azdev-ica/2f6b1f0e5b7a4d3c9f525c6898f86d0f"
CHECKPOINT: Final = (
    f"{_ORIGIN}\n2\nZQtA9Z02FztL/zRkIDRiIYTo00wGTL6l2SQXOqFef/c=\n"
    f"time 2026-01-27T14:31:00.000Z\n\n\u2014 {_ORIGIN} IjlhXix4fTjG8Cx97lo20WM14xJOSXhUVBEZaY3B"
    "fZo/wJXuCsfX9tF+DBbzI/Gj39hrT4vdiPYHTWQJDPye3lKU4w4=\n"
)
VERIFIER_KEY: Final = f"{_ORIGIN}+2239615e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
LEDGER_PROOF: Final[Example] = {
    "uuid": "5c6898f8-6d0f-4d0a-8c3f-1e0a3f3c9f52",
    "index": 1,
    "size": 2,
    "leaf_hash": "sha256:d05f796d29e9351b7836ae06b593b8a5d7a300b0cbbcd25a325eadce57c67913",
    "hashes": ["KKOhj2zWQGsIbp/9ofm4oT289EsPPzLLkDGhH9BTrPk="],
    "checkpoint": CHECKPOINT,
    "entry": '{"body":{"number":1},"kind":"example","subject":"run:1",'
    '"time":"2026-01-27T14:30:00.000Z","uuid":"5c6898f8-6d0f-4d0a-8c3f-1e0a3f3c9f52","v":1}',
}
