"""Answers of Azure DevOps in their documented shape, and a transport that gives them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from service_hooks.client import AzureDevOpsClient
from service_hooks.credentials import BearerToken
from service_hooks.organization_url import parse_organization_url
from service_hooks.transport import Answer, Request, Timeouts

ORGANIZATION = parse_organization_url("https://dev.azure.com/fabrikam")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

PROJECT = "33dd33dd-ee44-ff55-aa66-77bb77bb77bb"
OTHER_PROJECT = "44ee44ee-ff55-aa66-bb77-88cc88cc88cc"
PLAN = "67be341f-1111-4222-8333-444455556666"
JOB = "d3d3d3d3-eeee-ffff-aaaa-b4b4b4b4b4b4"
INSTANCE = "c2c2c2c2-dddd-eeee-ffff-a3a3a3a3a3a3"
STAGE_RECORD = "e4e4e4e4-ffff-aaaa-bbbb-c5c5c5c5c5c5"
STAGING_RECORD = "e4e4e4e4-ffff-aaaa-bbbb-000000000001"
SUITE = "f5f5f5f5-aaaa-bbbb-cccc-d6d6d6d6d6d6"
STAGING_SUITE = "f5f5f5f5-aaaa-bbbb-cccc-000000000001"
STAGING_RUN = "c2c2c2c2-dddd-eeee-ffff-000000000001"
SOMEBODY = "66aa66aa-bb77-cc88-dd99-00ee00ee00ee"
CONNECTION = "11bb11bb-cc22-dd33-ee44-55ff55ff55ff"
BUILD_ID = 2727068
CONFIGURATION_ID = 41

HEADERS = {
    "PlanUrl": "https://dev.azure.com/fabrikam/",
    "ProjectId": PROJECT,
    "HubName": "checks",
    "PlanId": PLAN,
    "JobId": JOB,
    "TimelineId": PLAN,
    "TaskInstanceId": INSTANCE,
    "AuthToken": "opaque.token",
}
BODY = {
    "gate": "production",
    "build_id": str(BUILD_ID),
    "stage": "Production",
    "attempt": "1",
}


def call_body(**changes: Any) -> bytes:
    """Return the body of a check call as ADO pastes it."""
    return json.dumps({**BODY, **changes}).encode()


def build(**changes: Any) -> dict[str, Any]:
    """Return a running build."""
    return {
        "_links": {
            "web": {"href": f"https://dev.azure.com/fabrikam/_build/results?buildId={BUILD_ID}"}
        },
        "id": BUILD_ID,
        "buildNumber": "20261124.1",
        "status": "inProgress",
        "queueTime": "2026-11-24T11:18:45.7367977Z",
        "startTime": "2026-11-24T11:18:56.6205723Z",
        "definition": {"id": 4658, "name": "MainRepo"},
        "project": {"id": PROJECT, "name": "FabrikamFiberChat"},
        "sourceBranch": "refs/heads/main",
        "sourceVersion": "0f5e8b1c2d3a4f5e6b7c8d9e0f1a2b3c4d5e6f70",
        "reason": "manual",
        "requestedFor": {
            "displayName": "Chuck Reinhart",
            "id": SOMEBODY,
            "uniqueName": "chuck@fabrikam.com",
            "descriptor": "aad.chuck",
        },
        "requestedBy": {"displayName": "Chuck Reinhart", "id": SOMEBODY},
        "repository": {"id": "a6a6a6a6", "type": "TfsGit", "name": "MainRepo"},
        "triggeredByBuild": None,
        **changes,
    }


def stage(record_id: str, yaml_name: str, **changes: Any) -> dict[str, Any]:
    """Return a Stage record."""
    return {
        "id": record_id,
        "parentId": None,
        "type": "Stage",
        "name": f"To {yaml_name}",
        "identifier": yaml_name,
        "state": "pending",
        "result": None,
        "attempt": 1,
        "order": 1,
        "previousAttempts": [],
        **changes,
    }


def checkpoint(record_id: str, parent: str, **changes: Any) -> dict[str, Any]:
    """Return a Checkpoint record, whose id is the suite's."""
    return {
        "id": record_id,
        "parentId": parent,
        "type": "Checkpoint",
        "name": "Checkpoint",
        "state": "inProgress",
        "attempt": 1,
        **changes,
    }


def timeline(*records: dict[str, Any]) -> dict[str, Any]:
    """Return a timeline; by default staging and production both wait for checks."""
    standard = (
        stage(STAGE_RECORD, "Production", order=2),
        checkpoint(SUITE, STAGE_RECORD),
        stage(STAGING_RECORD, "Staging", order=1),
        checkpoint(STAGING_SUITE, STAGING_RECORD),
    )
    return {"id": PLAN, "records": list(records or standard)}


def check_run(run_id: str = INSTANCE, **changes: Any) -> dict[str, Any]:
    """Return a waiting Task Check run."""
    return {
        "id": run_id,
        "status": "running",
        "evaluationOrder": "main",
        "createdDate": "2026-11-24T11:20:00Z",
        "checkConfigurationRef": {
            "id": CONFIGURATION_ID,
            "version": 3,
            "type": {"id": "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7", "name": "Task Check"},
            "resource": {"type": "environment", "id": "12", "name": "production"},
        },
        **changes,
    }


def suite(*runs: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a waiting suite of the production stage."""
    return {
        "id": SUITE,
        "status": "running",
        "checkRuns": list(runs or (check_run(),)),
        "context": {
            "Project": {"Id": PROJECT, "Name": "FabrikamFiberChat"},
            "Pipeline": {"Id": 4658, "Owner": {"Id": BUILD_ID, "Name": "20261124.1"}},
            "GraphNode": {"Id": STAGE_RECORD, "Name": "Production", "Attempt": 1},
        },
        **changes,
    }


def configuration(**changes: Any) -> dict[str, Any]:
    """Return the configuration of a callback check."""
    return {
        "id": CONFIGURATION_ID,
        "version": 3,
        "type": {"id": "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7", "name": "Task Check"},
        "timeout": 1440,
        "isDisabled": False,
        "resource": {"type": "environment", "id": "12", "name": "production"},
        "settings": {
            "displayName": "Odoo release gate",
            "definitionRef": {
                "id": "9c3e8943-130d-4c78-ac63-8af81df62dfb",
                "name": "InvokeRESTAPI",
                "version": "1.220.0",
            },
            "inputs": {
                "connectedServiceNameSelector": "connectedServiceName",
                "connectedServiceName": CONNECTION,
                "method": "POST",
                "headers": "{}",
                "body": '{"gate": "production", "build_id": "$(Build.BuildId)"}',
                "urlSuffix": "/api/v1/azdev/checks/key",
                "waitForCompletion": "true",
            },
            "retryInterval": 0,
        },
        **changes,
    }


CHANGES = {
    "count": 2,
    "value": [
        {
            "id": "0f5e8b1c",
            "author": {"displayName": "Anna Author", "uniqueName": "anna@fabrikam.com"},
            "pusher": SOMEBODY,
        },
        {
            "id": "1a2b3c4d",
            "author": {"displayName": "Anna Author", "uniqueName": "anna@fabrikam.com"},
        },
    ],
}


@dataclass
class FakeAzure:
    """A transport that answers by path below the organization and keeps what it was asked."""

    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    timeouts: list[Timeouts] = field(default_factory=list)

    def send(self, request: Request, *, timeouts: Timeouts) -> Answer:
        """Return the answer set for the path, or 404."""
        self.requests.append(request)
        self.timeouts.append(timeouts)
        path = urlsplit(request.url).path.removeprefix("/fabrikam/")
        found = self.answers.get(path, Answer(status=404, body=b'{"message": "not found"}'))
        if callable(found):
            found = found(request)
        if isinstance(found, Answer):
            return found
        return Answer(status=200, body=json.dumps(found).encode())

    def client(self) -> AzureDevOpsClient:
        """Return a client that talks to this."""
        return AzureDevOpsClient(
            ORGANIZATION, BearerToken("secret-token"), transport=self, now=lambda: NOW
        )

    def asked(self) -> list[str]:
        """Return the paths that were asked for."""
        return [urlsplit(request.url).path for request in self.requests]


def build_path(suffix: str = "") -> str:
    """Return the path of the build or of something below it."""
    return f"{PROJECT}/_apis/build/builds/{BUILD_ID}{suffix}"


def suite_path(suite_id: str = SUITE) -> str:
    """Return the path of a check suite."""
    return f"{PROJECT}/_apis/pipelines/checks/runs/{suite_id}"


def configuration_path(configuration_id: int = CONFIGURATION_ID) -> str:
    """Return the path of a check configuration."""
    return f"{PROJECT}/_apis/pipelines/checks/configurations/{configuration_id}"


def waiting_azure() -> FakeAzure:
    """Return an Azure DevOps in which staging and production of one build wait for checks."""
    staging = suite(
        check_run(STAGING_RUN),
        id=STAGING_SUITE,
        context={"GraphNode": {"Id": STAGING_RECORD, "Name": "Staging", "Attempt": 1}},
    )
    return FakeAzure(
        answers={
            build_path(): build(),
            build_path("/changes"): copy.deepcopy(CHANGES),
            build_path("/timeline"): timeline(),
            suite_path(): suite(),
            suite_path(STAGING_SUITE): staging,
            configuration_path(): configuration(),
        }
    )


def status(code: int, **headers: str) -> Callable[[Request], Answer]:
    """Return an answer without content."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request: Answer(status=code, headers=names)
