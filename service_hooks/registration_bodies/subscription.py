"""The service-hook subscriptions of the seven events (facts 1.2 to 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service_hooks.hook_event import EventKind
from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonObject

_TFS: Final = "tfs"
_PIPELINES: Final = "pipelines"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """Where an event comes from, its pinned version, and the filters left open."""

    publisher: str
    version: str
    filters: tuple[str, ...]


_TOPICS: Final = {
    EventKind.BUILD_COMPLETE: _Topic(
        publisher=_TFS, version="2.0", filters=("definitionName", "buildStatus")
    ),
    EventKind.RUN_STATE_CHANGED: _Topic(
        publisher=_PIPELINES,
        version="5.1-preview.1",
        filters=("pipelineId", "runStateId", "runResultId"),
    ),
    EventKind.STAGE_STATE_CHANGED: _Topic(
        publisher=_PIPELINES,
        version="5.1-preview.1",
        filters=("pipelineId", "stageNameId", "stageStateId", "stageResultId"),
    ),
    EventKind.JOB_STATE_CHANGED: _Topic(
        publisher=_PIPELINES,
        version="5.1-preview.1",
        filters=("pipelineId", "stageNameId", "jobNameId", "jobStateId", "jobResultId"),
    ),
    EventKind.APPROVAL_PENDING: _Topic(
        publisher=_PIPELINES,
        version="5.1-preview.1",
        filters=("pipelineId", "stageName", "environmentName"),
    ),
    EventKind.APPROVAL_COMPLETED: _Topic(
        publisher=_PIPELINES,
        version="5.1-preview.1",
        filters=("pipelineId", "stageName", "environmentName"),
    ),
    EventKind.CHECK_UPDATED: _Topic(
        publisher=_PIPELINES, version="1.0-preview.1", filters=("resourceType",)
    ),
}


def subscription_body(
    kind: EventKind, *, project_id: Guid, url: str, username: str, password: str
) -> JsonObject:
    """Return the body of `POST _apis/hooks/subscriptions` for one event of a whole project.

    The secret goes into `basicAuthPassword`, the only input that ADO keeps confidential. An empty
    filter means any.
    """
    topic = _TOPICS[kind]
    return {
        "publisherId": topic.publisher,
        "eventType": kind.value,
        "resourceVersion": topic.version,
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": {"projectId": project_id, **dict.fromkeys(topic.filters, "")},
        "consumerInputs": {
            "url": url,
            "basicAuthUsername": username,
            "basicAuthPassword": password,
            "resourceDetailsToSend": "all",
            "messagesToSend": "none",
            "detailedMessagesToSend": "none",
        },
    }


def subscription_bodies(
    *, project_id: Guid, url: str, username: str, password: str
) -> tuple[JsonObject, ...]:
    """Return the bodies of all seven subscriptions."""
    return tuple(
        subscription_body(
            kind, project_id=project_id, url=url, username=username, password=password
        )
        for kind in EventKind
    )
