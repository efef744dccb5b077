"""Request bodies for set-up, as Microsoft documents them."""

from __future__ import annotations

import json
from typing import Any

from demo.azure_devops.kinds import INVOKE_REST_API, TASK_CHECK

Json = dict[str, Any]

CHECK_HEADERS = {
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


def service_connection(
    project: Json, url: str, username: str, password: str, name: str = "Odoo gate"
) -> Json:
    """Write a generic service connection; `project` has id and name."""
    return {
        "data": {},
        "name": name,
        "type": "generic",
        "url": url,
        "description": "",
        "owner": "library",
        "isShared": False,
        "isReady": True,
        "authorization": {
            "scheme": "UsernamePassword",
            "parameters": {"username": username, "password": password},
        },
        "serviceEndpointProjectReferences": [
            {"projectReference": project, "name": name, "description": ""}
        ],
    }


def rest_check(
    connection_id: str,
    *,
    resource_id: str = "12",
    resource_type: str = "environment",
    url_suffix: str = "",
    body: str = "",
    timeout: int = 1440,
    retry_interval: int = 0,
    callback: bool = True,
    success_criteria: str = "",
    headers: dict[str, str] | None = None,
    display_name: str = "Odoo release gate",
) -> Json:
    """Write an Invoke REST API check; `timeout` and `retry_interval` in minutes."""
    inputs = {
        "connectedServiceNameSelector": "connectedServiceName",
        "connectedServiceName": connection_id,
        "method": "POST",
        "headers": json.dumps(headers or CHECK_HEADERS, indent=0),
        "body": body,
        "urlSuffix": url_suffix,
        "waitForCompletion": "true" if callback else "false",
    }
    if success_criteria:
        inputs["successCriteria"] = success_criteria
    return {
        "type": {"id": TASK_CHECK, "name": "Task Check"},
        "settings": {
            "displayName": display_name,
            "definitionRef": {"id": INVOKE_REST_API, "name": "InvokeRESTAPI", "version": "1.220.0"},
            "inputs": inputs,
            "retryInterval": retry_interval,
        },
        "timeout": timeout,
        "resource": {"type": resource_type, "id": resource_id, "name": ""},
    }


def subscription(
    project_id: str,
    event_type: str,
    url: str,
    username: str,
    password: str,
    filters: dict[str, str] | None = None,
) -> Json:
    """Write a web-hook subscription for a project; filters are publisher inputs."""
    return {
        "publisherId": "tfs" if event_type == "build.complete" else "pipelines",
        "eventType": event_type,
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": {"projectId": project_id, **(filters or {})},
        "consumerInputs": {
            "url": url,
            "basicAuthUsername": username,
            "basicAuthPassword": password,
            "resourceDetailsToSend": "all",
        },
    }
