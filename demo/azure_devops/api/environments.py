"""Environments and their deployment records, on the old and the new route."""

from __future__ import annotations

from demo.azure_devops import environments
from demo.azure_devops.api.core import Answer, Call, Problem, Router
from demo.azure_devops.model import Environment
from demo.azure_devops.views.common import collection
from demo.azure_devops.views.resources import deployment
from demo.azure_devops.views.resources import environment as write

_BASES = (
    "/{organization}/{project}/_apis/distributedtask/environments",
    "/{organization}/{project}/_apis/pipelines/environments",
)


def register(router: Router) -> None:
    """Add the operations of this area."""
    for base in _BASES:
        one = f"{base}/{{environmentId}}"
        router.add("GET", base, list_environments)
        router.add("POST", base, create)
        router.add("GET", one, get)
        router.add("PATCH", one, update)
        router.add("DELETE", one, delete)
        router.add("GET", f"{one}/environmentdeploymentrecords", deployments)


def _find(call: Call) -> Environment:
    found = call.world.organization.environments.get(call.number("environmentId"))
    if found is None:
        text = f"Environment {call.parameters['environmentId']} was not found."
        raise Problem(404, "EnvironmentNotFoundException", text)
    return found


def list_environments(call: Call) -> Answer:
    """List environments, by name if asked."""
    name = call.query.get("name", "").lower()
    found = [
        e for e in call.world.organization.environments.values() if name in ("", e.name.lower())
    ]
    page = found[: call.top(100)]
    return Answer(body=collection([write(call.world, e) for e in page]))


def get(call: Call) -> Answer:
    """Read an environment."""
    return Answer(body=write(call.world, _find(call)))


def create(call: Call) -> Answer:
    """Create an environment."""
    body = call.document()
    try:
        made = environments.create(
            call.world, str(body.get("name") or ""), str(body.get("description") or ""), call.caller
        )
    except ValueError as problem:
        raise Problem(409, "EnvironmentExistsException", str(problem)) from None
    return Answer(body=write(call.world, made))


def update(call: Call) -> Answer:
    """Rename or describe an environment."""
    found, body = _find(call), call.document()
    found.name = str(body.get("name") or found.name)
    found.description = str(body.get("description") or found.description)
    found.modified_on = call.world.now
    return Answer(body=write(call.world, found))


def delete(call: Call) -> Answer:
    """Delete an environment and the checks on it."""
    environments.delete(call.world, _find(call))
    return Answer(204)


def deployments(call: Call) -> Answer:
    """List what was deployed to an environment, the newest first, in pages."""
    environment = _find(call)
    all_records = call.world.organization.deployments
    found = [r for r in all_records if r.environment_id == environment.id][::-1]
    first = call.count("continuationToken", 0)
    page = found[first : first + call.top(50)]
    headers = {}
    if first + len(page) < len(found):
        headers["x-ms-continuationtoken"] = str(first + len(page))
    return Answer(body=collection([deployment(call.world, r) for r in page]), headers=headers)
