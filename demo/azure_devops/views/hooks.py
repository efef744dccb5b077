"""Subscriptions and notifications of service hooks."""

from __future__ import annotations

import base64

from demo.azure_devops.model import Notification, Subscription
from demo.azure_devops.views.common import Json, identity_ref, iso, without_none
from demo.azure_devops.world import World

MASK = "********"


def subscription(world: World, item: Subscription) -> Json:
    """Write a Subscription; the password is masked, `httpHeaders` is not."""
    document, author = item.document, identity_ref(world, item.created_by)
    return without_none(
        {
            "id": item.id,
            "url": f"{world.organization_url}/_apis/hooks/subscriptions/{item.id}",
            "status": item.status,
            "publisherId": document["publisherId"],
            "eventType": document["eventType"],
            "subscriber": document.get("subscriber"),
            "resourceVersion": document.get("resourceVersion"),
            "eventDescription": "Any",
            "consumerId": document["consumerId"],
            "consumerActionId": document["consumerActionId"],
            "actionDescription": f"To {document['consumerInputs']['url']}",
            "createdBy": author,
            "createdDate": iso(item.created),
            "modifiedBy": author,
            "modifiedDate": iso(item.modified),
            "publisherInputs": {
                **(document.get("publisherInputs") or {}),
                "tfsSubscriptionId": item.id[::-1].replace("-", "")[:8],
            },
            "consumerInputs": masked(document["consumerInputs"]),
            # The published schema calls this a base64 byte.
            "probationRetries": base64.b64encode(bytes([item.probation_retries])).decode(),
            "lastProbationRetryDate": iso(item.last_probation_retry),
            "lastSuccessfulAttemptDate": iso(item.last_success),
        }
    )


def masked(inputs: Json) -> Json:
    """Hide the one input that is confidential."""
    if not inputs.get("basicAuthPassword"):
        return dict(inputs)
    return {**inputs, "basicAuthPassword": MASK}


def notification(world: World, subscribed: Subscription, item: Notification, details: bool) -> Json:
    """Write a Notification, with what was sent and answered if wanted."""
    document = {
        "id": item.id,
        "subscriptionId": subscribed.id,
        "subscriberId": world.organization.identities[subscribed.created_by].id,
        "eventId": item.event_id,
        "status": item.status,
        "result": item.result,
        "createdDate": iso(item.created),
        "modifiedDate": iso(item.modified),
    }
    return {**document, "details": _details(subscribed, item)} if details else document


def _details(subscribed: Subscription, item: Notification) -> Json:
    document, done = subscribed.document, item.status == "completed"
    return without_none(
        {
            "eventType": item.event_type,
            "event": item.event or None,
            "publisherId": document["publisherId"],
            "consumerId": document["consumerId"],
            "consumerActionId": document["consumerActionId"],
            "consumerInputs": masked(document["consumerInputs"]),
            "publisherInputs": document.get("publisherInputs") or {},
            "request": item.request,
            "response": item.response,
            "requestAttempts": item.attempts,
            "requestDuration": item.request_duration,
            "retryCount": item.transient_retries,
            "nextRetryTime": iso(item.next_retry),
            "errorMessage": item.error_message or None,
            "queuedDate": iso(item.created),
            "dequeuedDate": iso(item.created),
            "processedDate": iso(item.modified),
            "completedDate": iso(item.modified) if done else None,
        }
    )
