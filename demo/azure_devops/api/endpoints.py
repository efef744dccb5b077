"""Service connections and their execution history."""

from __future__ import annotations

import copy

from demo.azure_devops import ids
from demo.azure_devops.api.core import Answer, Call, Json, Problem, Router, bad_request
from demo.azure_devops.api.shapes import Shape
from demo.azure_devops.model import Endpoint
from demo.azure_devops.views.common import collection
from demo.azure_devops.views.resources import endpoint as write
from demo.azure_devops.views.resources import endpoint_use

_ORGANIZATION = "/{organization}/_apis/serviceendpoint/endpoints"
_PROJECT = "/{organization}/{project}/_apis/serviceendpoint"


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("POST", _ORGANIZATION, create)
    router.add("PUT", f"{_ORGANIZATION}/{{endpointId}}", replace)
    router.add("DELETE", f"{_ORGANIZATION}/{{endpointId}}", delete)
    router.add("GET", f"{_PROJECT}/endpoints", list_endpoints)
    router.add("GET", f"{_PROJECT}/endpoints/{{endpointId}}", get)
    router.add("GET", f"{_PROJECT}/{{endpointId}}/executionhistory", history)


_SHAPE: dict[str, Shape] = {
    "name": str,
    "type": str,
    "url": str,
    "authorization": {"scheme": str, "parameters": {"*": str}},
    "serviceEndpointProjectReferences": [{}],
}


def _checked(document: Json) -> Json:
    """Check a service connection; raises Problem 400."""
    for name in ("name", "type", "url", "authorization", "serviceEndpointProjectReferences"):
        if not document.get(name):
            raise bad_request(f"{name} is missing.")
    return document


def create(call: Call) -> Answer:
    """Create a service connection."""
    world, document = call.world, _checked(call.document(**_SHAPE))
    number = ids.guid(world.chance)
    made = Endpoint(number, document, call.caller, world.now, world.now)
    world.organization.endpoints[number] = made
    return Answer(body=write(world, made))


def _find(call: Call) -> Endpoint | None:
    return call.world.organization.endpoints.get(call.parameters["endpointId"].lower())


def _existing(call: Call) -> Endpoint:
    found = _find(call)
    if found is None:
        text = f"Service connection {call.parameters['endpointId']} was not found."
        raise Problem(404, "EndpointNotFoundException", text)
    return found


def replace(call: Call) -> Answer:
    """Replace a service connection; a secret that comes as null keeps its value."""
    found, document = _existing(call), copy.deepcopy(_checked(call.document(**_SHAPE)))
    old = found.document["authorization"].get("parameters") or {}
    new = document["authorization"].get("parameters") or {}
    for name, value in new.items():
        new[name] = old.get(name) if value is None else value
    found.document, found.modified_on = document, call.world.now
    return Answer(body=write(call.world, found))


def delete(call: Call) -> Answer:
    """Delete a service connection."""
    if not call.query.get("projectIds"):
        raise bad_request("projectIds is missing.")
    del call.world.organization.endpoints[_existing(call).id]
    return Answer(204)


def list_endpoints(call: Call) -> Answer:
    """List service connections, by name or type if asked."""
    names = [n for n in call.query.get("endpointNames", "").split(",") if n]
    kind = call.query.get("type")
    found = [
        write(call.world, endpoint)
        for endpoint in call.world.organization.endpoints.values()
        if (not names or endpoint.document["name"] in names)
        and (not kind or endpoint.document["type"] == kind)
    ]
    return Answer(body=collection(found))


def get(call: Call) -> Answer:
    """Read a service connection; for an unknown one the real API answers 200 and null."""
    found = _find(call)
    return Answer(body=write(call.world, found) if found else "null")


def history(call: Call) -> Answer:
    """List which runs used a service connection, the newest first."""
    number = call.parameters["endpointId"].lower()
    uses = [u for u in call.world.organization.endpoint_uses if u.endpoint_id == number]
    page = uses[::-1][: call.top(50)]
    return Answer(body=collection([endpoint_use(call.world, use) for use in page]))
