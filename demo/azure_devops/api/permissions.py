"""Which pipelines may use a protected resource; stored and read back, not enforced."""

from __future__ import annotations

from demo.azure_devops.api.core import Answer, Call, Json, Router
from demo.azure_devops.views.common import identity_ref, iso

_ONE = "/{organization}/{project}/_apis/pipelines/pipelinepermissions/{resourceType}/{resourceId}"


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("GET", _ONE, get)
    router.add("PATCH", _ONE, update)


def get(call: Call) -> Answer:
    """Read the permissions of a resource."""
    resource = {"type": call.parameters["resourceType"], "id": call.parameters["resourceId"]}
    stored = call.world.organization.permissions.get(_key(call), {"pipelines": []})
    return Answer(body={"resource": resource, **stored})


def update(call: Call) -> Answer:
    """Grant or withdraw permissions."""
    permission = {"id": int, "authorized": bool}
    body = call.document(pipelines=[permission], allPipelines=permission)
    key = _key(call)
    stored = call.world.organization.permissions.setdefault(key, {"pipelines": []})
    if body.get("allPipelines") is not None:
        stored["allPipelines"] = _granted(call, bool(body["allPipelines"].get("authorized")))
    for item in filter(None, body.get("pipelines") or []):
        kept = [p for p in stored["pipelines"] if p["id"] != item.get("id")]
        if item.get("authorized"):
            kept.append({"id": item.get("id"), **_granted(call, True)})
        stored["pipelines"] = kept
    return get(call)


def _key(call: Call) -> str:
    return f"{call.parameters['resourceType'].lower()}/{call.parameters['resourceId']}"


def _granted(call: Call, authorized: bool) -> Json:
    return {
        "authorized": authorized,
        "authorizedBy": identity_ref(call.world, call.caller),
        "authorizedOn": iso(call.world.now),
    }
