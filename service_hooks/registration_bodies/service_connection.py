"""The generic service connection that holds the address and the password of the check."""

from __future__ import annotations

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonObject


def service_connection_body(
    *,
    name: str,
    url: str,
    username: str,
    password: str,
    project_id: Guid,
    project_name: str,
    description: str = "",
) -> JsonObject:
    """Return the body of `POST _apis/serviceendpoint/endpoints` (spec CreateGenericEndpoint).

    ADO masks the password when the connection is read again, so its drift cannot be seen.
    """
    project: JsonObject = {"id": project_id, "name": project_name}
    return {
        "data": {},
        "name": name,
        "type": "generic",
        "url": url,
        "description": description,
        "owner": "library",
        "isShared": False,
        "isReady": True,
        "authorization": {
            "scheme": "UsernamePassword",
            "parameters": {"username": username, "password": password},
        },
        "serviceEndpointProjectReferences": [
            {"projectReference": project, "name": name, "description": description}
        ],
    }
