"""Bodies that register the control plane in Azure DevOps: connection, checks, subscriptions.

Pure builders of documented JSON (facts 1.2, 2.1, 2.8); sending them is somebody else's work.
"""

from service_hooks.registration_bodies.rest_check import CheckSettings, rest_check_body
from service_hooks.registration_bodies.service_connection import service_connection_body
from service_hooks.registration_bodies.subscription import (
    subscription_bodies,
    subscription_body,
)

__all__ = [
    "CheckSettings",
    "rest_check_body",
    "service_connection_body",
    "subscription_bodies",
    "subscription_body",
]
