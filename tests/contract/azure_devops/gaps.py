"""Where the published files are silent or differ from the wire, each with its reason."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

# Definitions whose wire form is free: links and JSON objects are plain dictionaries, properties are
# typed values, patches are lists.
FREE = ("ReferenceLinks", "JObject", "PropertiesCollection", "JsonPatchDocument", "SessionToken")

# Definition -> properties that the wire has and the file lacks.
_EXTRA: dict[str, Json] = {
    # Events of jobs: the file has only what all events share (the recorded example has these).
    "JobEvent": {"taskId": {"type": "string", "format": "uuid"}, "result": {"type": "string"}},
    # Deliveries carry both ids (Microsoft Learn, service-hooks/events).
    "Event": {
        "subscriptionId": {"type": "string", "format": "uuid"},
        "notificationId": {"type": "integer"},
    },
    # The recorded example of a timeline has both.
    "TimelineAttempt": {"identifier": {"type": "string"}},
    # Only `type` is declared; Azure Repos needs an id, too (Microsoft Learn, pipelines/runs).
    "Repository": {"id": {"type": "string"}},
    # The documented payload of build.complete and captured builds have it (service-hooks/events).
    # The kind of process is told by its type; YAML pipelines name their file.
    "BuildProcess": {"yamlFilename": {"type": "string"}},
    "DefinitionReference": {"drafts": {"type": "array"}},
}

# Query parameters that operations have on the wire. `$expand=settings` is Microsoft Learn's.
EXTRA_QUERY: dict[str, Json] = {"$expand": {"name": "$expand"}}

# Swagger has one operation per path; the overload without names needs none.
OPTIONAL_QUERY = {
    ("/{organization}/{project}/_apis/serviceendpoint/endpoints", "endpointNames"),
    ("/{organization}/{project}/_apis/pipelines/checks/configurations", "resourceType"),
}

_PLAN = r"/[^/]+/[^/]+/_apis/distributedtask/hubs/[^/]+/plans/[^/]+"
_FEED: Json = {
    "type": "object",
    "properties": {
        "startLine": {"type": ["integer", "null"]},
        "endLine": {"type": ["integer", "null"]},
        "value": {"type": "array", "items": {"type": "string"}},
        "count": {"type": "integer"},
        "stepId": {"type": "string"},
    },
    "required": ["value", "count"],
    "additionalProperties": False,
}
_NOTHING: Json = {"type": "null"}
# Operations that are documented elsewhere: method, path, schema of the body.
_OUTSIDE = (
    ("POST", rf"{_PLAN}/timelines/[^/]+/records/[^/]+/feed", _FEED),
    ("GET", rf"{_PLAN}/timelines/[^/]+/records", _NOTHING),
    ("GET", r"/[^/]+/_apis/projects(/[^/]+)?", _NOTHING),
    ("GET", r"/[^/]+/_apis/connectionData", _NOTHING),
)


def extra(name: str) -> Json:
    """List the properties that a definition lacks."""
    return _EXTRA.get(name, {})


def outside_the_specs(method: str, path: str) -> Json | None:
    """Give the schema of the body for an operation that no file has."""
    for known, pattern, schema in _OUTSIDE:
        if known == method and re.fullmatch(pattern, path, re.IGNORECASE):
            return schema
    return None


def spec_path(path: str) -> str:
    """Translate routes: environments under `distributedtask` (7.1), a timeline without id."""
    path = re.sub("/distributedtask/environments", "/pipelines/environments", path, flags=re.I)
    return re.sub(
        r"/timeline/?$", "/timeline/00000000-0000-0000-0000-000000000000", path, flags=re.I
    )


def body_schema(template: str, method: str, schema: Json, body: Any) -> Json:
    """Correct the schema of a request body."""
    if schema.get("$ref", "").endswith("/VssJsonCollectionWrapper"):
        return {
            "type": "object",
            "properties": {
                "count": {"type": "integer"},
                "value": {"type": "array", "items": {"$ref": "#/definitions/TimelineRecord"}},
            },
            "additionalProperties": False,
        }
    # The recorded example has numbers and Pascal case where the schema has words and camel case.
    if template.endswith("/runs/{checkSuiteId}") and isinstance(body, dict) and "Action" in body:
        return {"type": "object"}
    return _of_kind(schema, body)


def answer_schema(schema: Json, body: Any) -> Json:
    """Correct the schema of an answer."""
    if schema.get("type") == "array" and isinstance(body, dict) and body.get("value"):
        return {**schema, "items": _of_kind(schema["items"], body["value"][0])}
    return _of_kind(schema, body)


def _of_kind(schema: Json, body: Any) -> Json:
    """Choose the kind of check configuration: `settings` are declared on the kinds only."""
    if not schema.get("$ref", "").endswith("/CheckConfiguration") or not isinstance(body, dict):
        return schema
    if not isinstance(body.get("settings"), dict):
        return schema
    kind = "Task" if "inputs" in body["settings"] else "Approval"
    return {"$ref": f"#/definitions/{kind}CheckConfiguration"}
