# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The routes of the HTTP API as data; ``openapi`` makes the document of it."""

from __future__ import annotations

from typing import Final

from . import examples
from .approval import (
    ApprovalCreate,
    ApprovalCreated,
    ApprovalQuery,
    ApprovalState,
    Signed,
    SignRequest,
)
from .base import AnswerModel
from .check import CheckAcknowledged, GateAnswer, HookStored
from .errors import ErrorAnswer
from .health import Live, Ready
from .ledger_routes import LEDGER_ROUTES
from .route import CHECK_HEADERS, Answer, Route
from .run import EventRecorded, RunEvent, RunFinish, RunFinished, RunStart, RunStarted

_READ_ERRORS: Final = (400, 401, 403, 404, 409, 429, 500, 503)
_WRITE_ERRORS: Final = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)


def _ok(description: str, model: type[AnswerModel], example: examples.Example) -> dict[int, Answer]:
    return {200: Answer(description=description, models=(model,), examples=(example,))}


_RUNS: Final = (
    Route(
        method="post",
        path="/run/start",
        operation_id="startRun",
        tag="runs",
        summary="Open a run",
        description="The same again gives the first answer; missing fields are filled in; a field "
        "that differs from what is recorded is a 409 with both values.",
        request=RunStart,
        request_example=examples.RUN_START,
        answers=_ok("Recorded", RunStarted, examples.RUN_STARTED),
        errors=_WRITE_ERRORS,
        security=("bearer",),
    ),
    Route(
        method="post",
        path="/run/event",
        operation_id="recordEvent",
        tag="runs",
        summary="Claim a fact about a run",
        description="Known event types have a schema; others are kept as they are.",
        request=RunEvent,
        request_example=examples.RUN_EVENT,
        answers=_ok("Recorded", EventRecorded, examples.EVENT_RECORDED),
        errors=_WRITE_ERRORS,
        security=("bearer",),
    ),
    Route(
        method="post",
        path="/run/finish",
        operation_id="finishRun",
        tag="runs",
        summary="Say how a run ended",
        description="Where service hooks are registered this is the pipeline's claim: only Azure "
        "DevOps's own completion closes the run.",
        request=RunFinish,
        request_example=examples.RUN_FINISH,
        answers=_ok("Recorded", RunFinished, examples.RUN_FINISHED),
        errors=_WRITE_ERRORS,
        security=("bearer",),
    ),
)

_APPROVALS: Final = (
    Route(
        method="post",
        path="/approval",
        operation_id="createApproval",
        tag="approvals",
        summary="Ask for the signatures of a deployment",
        description="Such an approval never answers a check of Azure DevOps. The same content "
        "again gives the first answer; other content for the same run is a 409.",
        request=ApprovalCreate,
        request_example=examples.APPROVAL_CREATE,
        answers=_ok("Open", ApprovalCreated, examples.APPROVAL_CREATED),
        errors=_WRITE_ERRORS,
        security=("bearer",),
    ),
    Route(
        method="get",
        path="/approval/{approval_id}",
        operation_id="getApproval",
        tag="approvals",
        summary="Read a decision",
        description="Send `build_id`, `environment` and `commit`: then the answer is 409 unless "
        "the approval is for exactly that deployment.",
        query=ApprovalQuery,
        answers=_ok("The decision as it stands", ApprovalState, examples.APPROVAL_STATE),
        errors=_READ_ERRORS,
        path_parameters=("approval_id",),
        security=("bearer", "session"),
    ),
    Route(
        method="post",
        path="/approval/{approval_id}/sign",
        operation_id="signApproval",
        tag="approvals",
        summary="Approve or reject, as a person",
        description="A machine credential never signs. The same person with the same decision "
        "again gets the first answer; another decision or role is a 409, and so is signing again "
        "what one has withdrawn in Odoo.",
        request=SignRequest,
        request_example=examples.SIGN_REQUEST,
        answers=_ok("Signed", Signed, examples.SIGNED),
        errors=_WRITE_ERRORS,
        path_parameters=("approval_id",),
        security=("bearer", "session"),
    ),
)

_AZURE_DEVOPS: Final = (
    Route(
        method="post",
        path="/hooks/{connection_key}",
        operation_id="receiveHook",
        tag="azure-devops",
        summary="Receive a service hook",
        description="With valid credentials always stored and answered 200, up to 4 MiB; of more "
        "the head and the SHA-256 are kept.",
        request_example=examples.HOOK,
        answers=_ok("Stored", HookStored, examples.HOOK_STORED),
        errors=(401, 429, 503),
        path_parameters=("connection_key",),
        security=("basic",),
    ),
    Route(
        method="post",
        path="/checks/{connection_key}",
        operation_id="receiveCheck",
        tag="azure-devops",
        summary="Receive an Invoke REST API check",
        description="Body and headers are claims; facts are read back from Azure DevOps. A gate "
        "in callback mode is acknowledged at once; one in ApiResponse mode is answered 200 only "
        "when approved. A value that still reads `$(...)` is missing.",
        request_example=examples.CHECK_CALL,
        answers={
            200: Answer(
                description="Callback gate: stored. ApiResponse gate: approved.",
                models=(CheckAcknowledged, GateAnswer),
                examples=(examples.CHECK_ACKNOWLEDGED, examples.GATE_APPROVED),
            ),
            409: Answer(
                description="Not approved (ApiResponse gate), or contradicts an earlier call",
                models=(GateAnswer, ErrorAnswer),
                examples=(examples.GATE_PENDING,),
            ),
        },
        errors=(400, 401, 404, 413, 429, 500, 503),
        path_parameters=("connection_key",),
        headers=CHECK_HEADERS,
        security=("basic",),
    ),
)

_OPERATION: Final = (
    Route(
        method="get",
        path="/health/live",
        operation_id="live",
        tag="operation",
        summary="Tell that the process answers",
        answers=_ok("It answers", Live, examples.LIVE),
    ),
    Route(
        method="get",
        path="/health/ready",
        operation_id="ready",
        tag="operation",
        summary="Tell whether requests can be served",
        answers={
            200: Answer(description="Ready", models=(Ready,), examples=(examples.READY,)),
            503: Answer(description="Not ready", models=(Ready,), examples=(examples.NOT_READY,)),
        },
    ),
    Route(
        method="get",
        path="/openapi.json",
        operation_id="openapi",
        tag="operation",
        summary="Read this document",
        answers={200: Answer(description="OpenAPI 3.1")},
    ),
    Route(
        method="get",
        path="/docs",
        operation_id="docs",
        tag="operation",
        summary="Read this document as a page",
        answers={200: Answer(description="HTML without scripts", media_type="text/html")},
    ),
)

ROUTES: Final[tuple[Route, ...]] = (
    *_RUNS,
    *_APPROVALS,
    *_AZURE_DEVOPS,
    *LEDGER_ROUTES,
    *_OPERATION,
)
