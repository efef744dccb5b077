"""Service-hook subscriptions and what was sent to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Notification:
    """One event for one subscriber; `status` and `result` as in the REST API."""

    id: int
    event_id: str
    created: float
    modified: float
    event_type: str
    subject: dict[str, Any]
    status: str = "queued"
    result: str = "pending"
    attempts: int = 0
    transient_retries: int = 0
    event: dict[str, Any] = field(default_factory=dict)
    request: str = ""
    response: str = ""
    request_duration: float = 0.0
    error_message: str = ""
    next_retry: float | None = None


@dataclass
class Subscription:
    """A service-hook subscription; `document` holds what its creator sent, secrets included."""

    id: str
    document: dict[str, Any]
    created_by: str
    created: float
    modified: float
    status: str = "enabled"
    probation_retries: int = 0
    last_probation_retry: float | None = None
    last_success: float | None = None
    probation_notification: int | None = None
    next_notification: int = 1
    notifications: list[Notification] = field(default_factory=list)
    lost_events: int = 0
    tracing: dict[str, Any] = field(default_factory=dict)

    def notification(self, number: int) -> Notification:
        """Find a notification by its number; raises KeyError."""
        for notification in reversed(self.notifications):
            if notification.id == number:
                return notification
        raise KeyError(f"subscription {self.id} has no notification {number}")
