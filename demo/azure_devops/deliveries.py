"""Deliveries of service hooks: retries, probation, disabling.

Figures: Microsoft Learn, service-hooks/troubleshoot.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress

from demo.azure_devops import ids
from demo.azure_devops.model import Notification, Subscription
from demo.azure_devops.payloads import envelope
from demo.azure_devops.world import Outgoing, Reply, World

TRANSIENT = (408, 502, 503, 504)
TRANSIENT_WAITS = (1, 2, 4, 8, 16, 32, 60, 60)
PROBATION_WAITS = tuple(60 * minutes for minutes in (20, 40, 80, 160, 320, 640, 900))
LARGEST_PAYLOAD = 2 * 1024 * 1024
HISTORY_SECONDS = 7 * 24 * 3600.0


def first(world: World, subscription: Subscription, notification: Notification) -> None:
    """Send a new notification, unless the demonstration asked for trouble with it."""
    _forget_old(world, subscription)
    faults = world.faults.hooks
    if faults.drop:
        faults.drop -= 1
        notification.error_message = "dropped on request of the control API"
        return
    if faults.hold:
        faults.hold -= 1
        world.faults.held.append((subscription.id, notification.id))
        return
    send(world, subscription, notification)
    if faults.duplicate:
        faults.duplicate -= 1
        send(world, subscription, notification)


def release(world: World) -> int:
    """Send held notifications, the newest first; tell how many."""
    count = 0
    while world.faults.held:
        attempt(world, *world.faults.held.pop())
        count += 1
    return count


def _forget_old(world: World, subscription: Subscription) -> None:
    oldest = world.now - HISTORY_SECONDS
    while subscription.notifications and subscription.notifications[0].created < oldest:
        del subscription.notifications[0]


def attempt(world: World, subscription_id: str, notification_id: int) -> None:
    """Send a notification again if its subscription still wants it."""
    subscription = world.organization.subscriptions.get(subscription_id)
    if subscription is None:
        return
    with suppress(KeyError):
        notification = subscription.notification(notification_id)
        if _may_go(subscription, notification):
            send(world, subscription, notification)


def send(world: World, subscription: Subscription, notification: Notification) -> None:
    """Render the event as things are now, and let it leave."""
    event = envelope.render(world, subscription, notification)
    body = json.dumps(event, ensure_ascii=False).encode()
    notification.modified, notification.next_retry = world.now, None
    if len(body) > LARGEST_PAYLOAD:
        notification.status, notification.result = "completed", "failed"
        notification.error_message = f"The payload of {len(body)} bytes exceeds 2 MB."
        return
    inputs = subscription.document["consumerInputs"]
    notification.status = "requestInProgress"
    notification.attempts += 1
    notification.event = event
    notification.request = f"Method: POST\nURI: {inputs['url']}"
    world.send(
        Outgoing(
            purpose="hook",
            reference=(subscription.id, str(notification.id)),
            method="POST",
            url=inputs["url"],
            headers=_headers(world, subscription),
            body=body,
            limit=world.organization.settings.hook_http_limit,
        )
    )


def _headers(world: World, subscription: Subscription) -> dict[str, str]:
    """Write the headers; the activity id differs per attempt."""
    inputs = subscription.document["consumerInputs"]
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "VSServices/19.261 (Simulated Azure DevOps)",
        "X-VSS-SubscriptionId": subscription.id,
        "X-VSS-ActivityId": ids.guid(world.chance),
    }
    for line in (inputs.get("httpHeaders") or "").splitlines():
        name, _, value = line.partition(":")
        headers[name.strip()] = value.strip()
    if inputs.get("basicAuthUsername") or inputs.get("basicAuthPassword"):
        pair = f"{inputs.get('basicAuthUsername', '')}:{inputs.get('basicAuthPassword', '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return headers


def answered(world: World, subscription_id: str, notification_id: str, reply: Reply) -> None:
    """Judge the answer to a delivery."""
    subscription = world.organization.subscriptions.get(subscription_id)
    if subscription is None:
        return
    notification = subscription.notification(int(notification_id))
    notification.modified, notification.request_duration = world.now, reply.seconds
    text = reply.body[:4096].decode(errors="replace")
    notification.response = (
        f"Status Code: {reply.status}\n{text}" if reply.status else reply.problem
    )
    if reply.ok:
        _succeeded(world, subscription, notification)
    elif reply.status == 410:
        _failed(world, notification, reply)
        subscription.status = "disabledBySystem"
    elif reply.status in TRANSIENT and notification.transient_retries < len(TRANSIENT_WAITS):
        wait = TRANSIENT_WAITS[notification.transient_retries]
        notification.transient_retries += 1
        _retry(world, subscription, notification, wait)
    else:
        _enduring(world, subscription, notification, reply)


def _succeeded(world: World, subscription: Subscription, notification: Notification) -> None:
    notification.status, notification.result = "completed", "succeeded"
    notification.error_message = ""
    subscription.last_success = world.now
    if subscription.status == "onProbation":
        subscription.status = "enabled"
        subscription.probation_retries = 0


def _failed(world: World, notification: Notification, reply: Reply) -> None:
    notification.status, notification.result = "completed", "failed"
    notification.error_message = f"{reply.status or reply.problem}"


def _retry(
    world: World, subscription: Subscription, notification: Notification, seconds: float
) -> None:
    notification.status, notification.result = "queuedForRetry", "pending"
    notification.next_retry = world.now + seconds
    world.scheduler.after(
        seconds,
        "hook.attempt",
        subscription_id=subscription.id,
        notification_id=notification.id,
    )


def _enduring(
    world: World, subscription: Subscription, notification: Notification, reply: Reply
) -> None:
    """Put the subscription on probation; after the last retry disable it.

    During probation only the notification that failed first is tried again. A connection that
    can't be made counts as enduring: only 408, 502, 503 and 504 are documented as transient.
    """
    if subscription.status == "onProbation" and not _may_go(subscription, notification):
        _failed(world, notification, reply)
        return
    if subscription.status == "enabled":
        subscription.status, subscription.probation_retries = "onProbation", 0
        subscription.probation_notification = notification.id
    else:
        subscription.last_probation_retry = world.now
    if subscription.probation_retries >= len(PROBATION_WAITS):
        _failed(world, notification, reply)
        subscription.status = "disabledBySystem"
        return
    wait = PROBATION_WAITS[subscription.probation_retries]
    subscription.probation_retries += 1
    notification.transient_retries = 0
    _retry(world, subscription, notification, wait)


def _may_go(subscription: Subscription, notification: Notification) -> bool:
    """Tell whether the subscription's state lets this notification be sent."""
    if subscription.status == "onProbation":
        return subscription.probation_notification == notification.id
    return subscription.status == "enabled"
