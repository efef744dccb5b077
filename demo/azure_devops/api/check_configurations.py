"""Check configurations: create, read, change, delete, find."""

from __future__ import annotations

from typing import Any

from demo.azure_devops.api.core import Answer, Call, Json, Problem, Router, bad_request
from demo.azure_devops.api.shapes import Shape
from demo.azure_devops.kinds import APPROVAL, CHECK_TYPE_NAMES, INVOKE_REST_API, TASK_CHECK
from demo.azure_devops.model import CheckConfiguration
from demo.azure_devops.signals import CheckConfigurationChanged
from demo.azure_devops.views.checks import configuration
from demo.azure_devops.views.common import collection

_BASE = "/{organization}/{project}/_apis/pipelines/checks"
LONGEST_TIMEOUT_MINUTES = 43200
_LONGEST_INPUT = 2000


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("POST", f"{_BASE}/configurations", create)
    router.add("GET", f"{_BASE}/configurations", list_on_resource)
    router.add("GET", f"{_BASE}/configurations/{{id}}", get)
    router.add("PATCH", f"{_BASE}/configurations/{{id}}", update)
    router.add("DELETE", f"{_BASE}/configurations/{{id}}", delete)
    router.add("POST", f"{_BASE}/queryconfigurations", query, "read")


_SHAPE: dict[str, Shape] = {
    "type": {"id": str},
    "resource": {"type": str, "name": str},
    "timeout": int,
    "isDisabled": bool,
    "settings": {
        "definitionRef": {"id": str},
        "inputs": {"*": str},
        "retryInterval": int,
        "approvers": [{"id": str}],
        "minRequiredApprovers": int,
    },
}


def create(call: Call) -> Answer:
    """Put a check on a resource."""
    body, world = call.document(**_SHAPE), call.world
    kind = str((body.get("type") or {}).get("id", "")).lower()
    resource = body.get("resource") or {}
    check = CheckConfiguration(
        id=world.organization.counters.take("check"),
        type_id=kind,
        type_name=CHECK_TYPE_NAMES.get(kind, ""),
        resource_type=str(resource.get("type", "")),
        resource_id=str(resource.get("id", "")),
        resource_name=_resource_name(call, resource),
        settings=_settings(call, kind, body.get("settings")),
        timeout=_timeout(body.get("timeout", LONGEST_TIMEOUT_MINUTES)),
        created_by=call.caller,
        created_on=world.now,
        modified_by=call.caller,
        modified_on=world.now,
        is_disabled=bool(body.get("isDisabled", False)),
    )
    world.organization.checks[check.id] = check
    return _changed(call, check)


def _changed(call: Call, check: CheckConfiguration) -> Answer:
    call.world.emit(CheckConfigurationChanged(check.id, check.resource_type, check.resource_id))
    return Answer(body=configuration(call.world, check, settings=True))


def _resource_name(call: Call, resource: Json) -> str:
    """Find the protected resource; raises Problem 400."""
    organization, key = call.world.organization, str(resource.get("id", ""))
    if resource.get("type") == "environment" and key.isdigit():
        found = organization.environments.get(int(key))
        if found is not None:
            return found.name
    elif resource.get("type") == "endpoint" and key in organization.endpoints:
        return str(organization.endpoints[key].document["name"])
    elif resource.get("type") in ("queue", "repository", "variablegroup", "securefile") and key:
        return str(resource.get("name", ""))
    raise bad_request(f"Resource {resource.get('type')} {key} does not exist.")


def _settings(call: Call, kind: str, settings: Any) -> Json:
    """Check the settings of the two simulated kinds; raises Problem 400."""
    if not isinstance(settings, dict):
        raise bad_request("settings are missing.")
    if kind == APPROVAL:
        _check_approvers(call, settings)
        return settings
    if kind != TASK_CHECK:
        raise bad_request(f"Check type {kind} is not simulated.")
    reference, inputs = settings.get("definitionRef") or {}, settings.get("inputs")
    if str(reference.get("id", "")).lower() != INVOKE_REST_API:
        raise bad_request("Only the task InvokeRESTAPI is simulated.")
    if inputs is None or None in inputs.values():
        raise bad_request("All inputs are strings.")
    if any(len(inputs.get(name, "")) > _LONGEST_INPUT for name in ("headers", "body")):
        raise bad_request(f"headers and body have at most {_LONGEST_INPUT} characters.")
    if inputs.get("connectedServiceName") not in call.world.organization.endpoints:
        raise bad_request("connectedServiceName is not a service connection.")
    return settings


def _check_approvers(call: Call, settings: Json) -> None:
    try:
        for approver in settings["approvers"]:
            call.world.identity(approver["id"])
    except (KeyError, TypeError):
        raise bad_request("approvers is a list of known identities.") from None


def _timeout(value: Any) -> int:
    """Check a timeout in minutes; raises Problem 400."""
    if not isinstance(value, int) or not 1 <= value <= LONGEST_TIMEOUT_MINUTES:
        raise bad_request(f"timeout is between 1 and {LONGEST_TIMEOUT_MINUTES} minutes.")
    return value


def _find(call: Call) -> CheckConfiguration:
    check = call.world.organization.checks.get(call.number("id"))
    if check is None:
        text = f"Check configuration {call.parameters['id']} was not found."
        raise Problem(404, "CheckConfigurationNotFoundException", text)
    return check


def get(call: Call) -> Answer:
    """Read a check."""
    check = _find(call)
    return Answer(body=configuration(call.world, check, _expanded(call)))


def _expanded(call: Call) -> bool:
    return "settings" in call.query.get("$expand", "").lower()


def update(call: Call) -> Answer:
    """Change settings, timeout or the disabled flag; the version goes up."""
    return apply(call, _find(call), call.document(**_SHAPE))


def apply(call: Call, check: CheckConfiguration, body: Json) -> Answer:
    """Apply a change and tell of it; raises Problem 400."""
    if "settings" in body:
        check.settings = _settings(call, check.type_id, body["settings"])
    if "timeout" in body:
        check.timeout = _timeout(body["timeout"])
    if "isDisabled" in body:
        check.is_disabled = bool(body["isDisabled"])
    check.version += 1
    check.modified_by, check.modified_on = call.caller, call.world.now
    return _changed(call, check)


def delete(call: Call) -> Answer:
    """Remove a check."""
    check = _find(call)
    del call.world.organization.checks[check.id]
    _changed(call, check)
    return Answer(204)


def list_on_resource(call: Call) -> Answer:
    """List the checks on one resource."""
    wanted = [{"type": call.query.get("resourceType"), "id": call.query.get("resourceId")}]
    return _list(call, wanted)


def query(call: Call) -> Answer:
    """List the checks on many resources."""
    return _list(call, call.documents())


def _list(call: Call, resources: list[Json]) -> Answer:
    wanted = {(str(r.get("type")).lower(), str(r.get("id"))) for r in resources}
    found = [
        configuration(call.world, check, _expanded(call))
        for check in call.world.organization.checks.values()
        if (check.resource_type.lower(), check.resource_id) in wanted
    ]
    return Answer(body=collection(found))
