"""Parts that many documents share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from demo.azure_devops.world import World

Json = dict[str, Any]


def iso(moment: float | None) -> str | None:
    """Write a time the way .NET does: up to seven digits, trailing zeros left out."""
    if moment is None:
        return None
    text = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0")
    return text.rstrip("0").rstrip(".") + "Z"


def moment(text: str) -> float:
    """Read a time that a client sent; raises ValueError."""
    parsed = datetime.fromisoformat(text)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def without_none(document: Json) -> Json:
    """Leave out what has no value, as most answers do."""
    return {name: value for name, value in document.items() if value is not None}


def identity_ref(world: World, key: str) -> Json:
    """Write an IdentityRef."""
    person = world.organization.identities[key]
    return {
        "displayName": person.display_name,
        "url": f"{world.organization_url}/_apis/Identities/{person.id}",
        "_links": {"avatar": {"href": f"{world.organization_url}/_apis/GraphProfile/{person.id}"}},
        "id": person.id,
        "uniqueName": person.unique_name,
        "imageUrl": f"{world.organization_url}/_api/_common/identityImage?id={person.id}",
        "descriptor": person.descriptor,
    }


def project_ref(world: World) -> Json:
    """Write a TeamProjectReference."""
    project = world.organization.project
    return {
        "id": project.id,
        "name": project.name,
        "url": f"{world.organization_url}/_apis/projects/{project.id}",
        "state": "wellFormed",
        "revision": project.revision,
        "visibility": "private",
        "lastUpdateTime": "2026-01-05T09:00:00Z",
    }


def collection(values: list[Any]) -> Json:
    """Wrap a list as the wire has it; the published schemas show the bare list."""
    return {"count": len(values), "value": values}


def build_url(world: World, run_id: int) -> str:
    """Tell the URL of a build."""
    return f"{world.project_url}/_apis/build/Builds/{run_id}"


def results_url(world: World, run_id: int) -> str:
    """Tell the web page of a run."""
    return f"{world.project_url}/_build/results?buildId={run_id}"
