"""The decision and its explanation on their way to Azure DevOps: bodies, meaning of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from service_hooks.call_target import CallTarget
from service_hooks.json_reading import JsonObject, UnreadableJson, parse_tolerant_json
from service_hooks.json_view import text
from service_hooks.plain_line import plain_line

MAX_LOG_BYTES: Final = 8 * 1024 * 1024
"""ADO's own limit for a page of a log (azure-pipelines-extensions, TaskLogger.cs)."""

_MAX_ANSWER_BYTES: Final = 1024 * 1024
_ACCEPTED: Final = frozenset({200, 201, 202, 204})
_NOT_FINAL: Final = frozenset({401, 403, 408, 425, 429})
"""Another credential or a later try may be taken."""

_PLAN_IS_GONE: Final = ("sessionnotfound", "plannotfound", "planterminated")
"""Parts of ADO's type keys and messages, folded."""


class CompletionOutcome(StrEnum):
    """What became of a `TaskCompleted`."""

    SENT = "sent"
    """Accepted; true only once the check run says so (read it back)."""

    GONE = "gone"
    """The plan takes no answer any more; read the check run to learn what happened."""

    RETRY = "retry"
    """Not delivered; send the same again later, or with another credential."""


def task_completed_body(target: CallTarget, *, succeeded: bool) -> JsonObject:
    """Return the event that ends a check (facts 2.3)."""
    return {
        "name": "TaskCompleted",
        "taskId": target.task_instance_id,
        "jobId": target.job_id,
        "result": "succeeded" if succeeded else "failed",
    }


def feed_body(lines: Sequence[str]) -> JsonObject:
    """Return live lines for the check's record, each harmless and cut to ADO's limit."""
    return {
        "startLine": None,
        "endLine": None,
        "value": [plain_line(line) for line in lines],
        "count": len(lines),
    }


def log_body(target: CallTarget) -> JsonObject:
    """Return the body that makes a log for the task instance."""
    return {"path": _log_path(target)}


def log_text(lines: Sequence[str]) -> bytes:
    """Return a page of a log, each line harmless, cut at ADO's limit between two lines."""
    page = bytearray()
    for line in lines:
        encoded = plain_line(line).encode() + b"\n"
        if len(page) + len(encoded) > MAX_LOG_BYTES:
            break
        page += encoded
    return bytes(page)


def record_patch_body(target: CallTarget, *, log_id: int, attempt: int = 1) -> JsonObject:
    """Return the body that hangs a log on the task instance's record."""
    record: JsonObject = {"id": target.task_instance_id, "log": {"id": log_id}, "attempt": attempt}
    return {"value": [record], "count": 1}


def interpret_completion(status: int, body: bytes) -> CompletionOutcome:
    """Tell what ADO's answer to a `TaskCompleted` means.

    A late answer gets HTTP 500 `OrchestrationSessionNotFound` (azure-pipelines-tasks#15470), which
    is final although other 5xx are not. Any other refusal is final too: the same event again
    would meet the same answer.
    """
    if status in _ACCEPTED:
        return CompletionOutcome.SENT
    final = status not in _NOT_FINAL if status < 500 else _says_plan_is_gone(body)
    return CompletionOutcome.GONE if status >= 400 and final else CompletionOutcome.RETRY


def _says_plan_is_gone(body: bytes) -> bool:
    try:
        content = parse_tolerant_json(body, max_bytes=_MAX_ANSWER_BYTES)
    except UnreadableJson:
        return False
    said = f"{text(content, 'typeKey')} {text(content, 'typeName')} {text(content, 'message')}"
    return any(mark in said.casefold() for mark in _PLAN_IS_GONE)


def _log_path(target: CallTarget) -> str:
    return f"logs\\{target.task_instance_id}"
