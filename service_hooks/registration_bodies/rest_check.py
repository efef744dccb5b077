"""The "Invoke REST API" check that calls the control plane, with nothing of an author in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonObject
from service_hooks.records.check_configuration import INVOKE_REST_API, CheckMode
from service_hooks.records.check_suite import TASK_CHECK, Resource

MAX_TIMEOUT_MINUTES: Final = 43200
MAX_EVALUATIONS: Final = 10
"""Non-compliant beyond: time-out divided by interval of an ApiResponse check (facts 2.2)."""

_TASK_VERSION: Final = "1.220.0"
_GATE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")

CHECK_HEADERS: Final = {
    "Content-Type": "application/json",
    "PlanUrl": "$(system.CollectionUri)",
    "ProjectId": "$(system.TeamProjectId)",
    "HubName": "$(system.HostType)",
    "PlanId": "$(system.PlanId)",
    "JobId": "$(system.JobId)",
    "TimelineId": "$(system.TimelineId)",
    "TaskInstanceId": "$(system.TaskInstanceId)",
    "AuthToken": "$(system.AccessToken)",
}
"""https://learn.microsoft.com/azure/devops/pipelines/process/invoke-checks"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """What a check is to be. Times in minutes; `gate` is the literal that the call will carry."""

    gate: str
    display_name: str
    connection_id: Guid
    url_suffix: str
    resource: Resource
    timeout: int
    mode: CheckMode = CheckMode.CALLBACK
    retry_interval: int = 0
    success_criteria: str = ""

    def __post_init__(self) -> None:
        """Refuse with ValueError what ADO would take but what would not guard anything."""
        if not _GATE.fullmatch(self.gate):
            raise ValueError("gate must be letters, digits and . _ : - (it is pasted into JSON)")
        if not 1 <= self.timeout <= MAX_TIMEOUT_MINUTES:
            raise ValueError(f"timeout must be 1 to {MAX_TIMEOUT_MINUTES} minutes")
        if self.mode is CheckMode.CALLBACK:
            if self.retry_interval != 0 or self.success_criteria:
                raise ValueError("a callback check has retry interval 0 and no success criteria")
        elif not 0 < self.timeout / max(self.retry_interval, 0.001) <= MAX_EVALUATIONS:
            raise ValueError(f"an ApiResponse check is evaluated at most {MAX_EVALUATIONS} times")


def rest_check_body(settings: CheckSettings) -> JsonObject:
    """Return the body of `POST _apis/pipelines/checks/configurations` (facts 2.1)."""
    return {
        "type": {"id": TASK_CHECK, "name": "Task Check"},
        "settings": {
            "displayName": settings.display_name,
            "definitionRef": {
                "id": INVOKE_REST_API,
                "name": "InvokeRESTAPI",
                "version": _TASK_VERSION,
            },
            "inputs": _inputs(settings),
            "retryInterval": settings.retry_interval,
        },
        "timeout": settings.timeout,
        "resource": {
            "type": settings.resource.type,
            "id": settings.resource.id,
            "name": settings.resource.name,
        },
    }


def check_body(gate: str) -> JsonObject:
    """Return the body of the call itself: a literal, two numbers and an identifier (threats F2)."""
    return {
        "gate": gate,
        "build_id": "$(Build.BuildId)",
        "stage": "$(System.StageName)",
        "attempt": "$(checks.stageAttempt)",
    }


def _inputs(settings: CheckSettings) -> JsonObject:
    """Return the task's inputs, all of them text; `waitForCompletion` means callback."""
    inputs: JsonObject = {
        "connectedServiceNameSelector": "connectedServiceName",
        "connectedServiceName": settings.connection_id,
        "method": "POST",
        "headers": json.dumps(CHECK_HEADERS, indent=0),
        "body": json.dumps(check_body(settings.gate)),
        "urlSuffix": settings.url_suffix,
        "waitForCompletion": "true" if settings.mode is CheckMode.CALLBACK else "false",
    }
    if settings.success_criteria:
        inputs["successCriteria"] = settings.success_criteria
    return inputs
