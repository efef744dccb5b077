"""Builds: a run as the Build API shows it."""

from __future__ import annotations

from demo.azure_devops.model import Change, Pipeline, Run
from demo.azure_devops.views.common import (
    Json,
    build_url,
    identity_ref,
    iso,
    project_ref,
    results_url,
    without_none,
)
from demo.azure_devops.world import World

_STATUS = {"canceling": "cancelling"}


def build(world: World, run: Run, property_names: list[str] | None = None) -> Json:
    """Write a Build; properties only where they are asked for by name."""
    organization, url = world.organization, build_url(world, run.id)
    pipeline = organization.pipelines[run.pipeline_id]
    document = {
        "_links": _links(world, run),
        "properties": properties(run, property_names) if property_names else {},
        "tags": run.tags,
        "validationResults": [],
        "plans": [{"planId": run.plan_id}],
        "templateParameters": run.parameters,
        "triggerInfo": {},
        "id": run.id,
        "buildNumber": run.number,
        "status": _STATUS.get(run.state, run.state),
        "result": run.result,
        "queueTime": iso(run.queue_time),
        "startTime": iso(run.start_time),
        "finishTime": iso(run.finish_time),
        "url": url,
        "definition": definition_ref(world, pipeline),
        "buildNumberRevision": int(run.number.rpartition(".")[2])
        if run.number[-1:].isdigit()
        else 1,
        "project": project_ref(world),
        "uri": f"vstfs:///Build/Build/{run.id}",
        "sourceBranch": run.branch,
        "sourceVersion": run.commit,
        "queue": _queue(),
        "priority": "normal",
        "reason": run.reason,
        "requestedFor": identity_ref(world, run.requested_for),
        "requestedBy": identity_ref(world, run.requested_by),
        "lastChangedDate": iso(run.finish_time or run.start_time or run.queue_time),
        "lastChangedBy": identity_ref(world, "service_host"),
        "orchestrationPlan": {"planId": run.plan_id},
        "logs": {"id": 0, "type": "Container", "url": f"{url}/logs"},
        "repository": repository(world, pipeline),
        "retainedByRelease": False,
        "appendCommitMessageToRunName": True,
    }
    return without_none(document)


def properties(run: Run, names: list[str]) -> Json:
    """Write properties, all when no name is given, in the typed form of the wire."""
    return {
        name: {"$type": "System.String", "$value": value}
        for name, value in run.properties.items()
        if not names or name in names
    }


def _links(world: World, run: Run) -> Json:
    url = build_url(world, run.id)
    return {
        "self": {"href": url},
        "web": {"href": results_url(world, run.id)},
        "sourceVersionDisplayUri": {"href": f"{url}/sources"},
        "timeline": {"href": f"{url}/Timeline"},
        "badge": {"href": f"{world.project_url}/_apis/build/status/{run.pipeline_id}"},
    }


def _queue() -> Json:
    pool = {"id": 9, "name": "Azure Pipelines", "isHosted": True}
    return {"id": 18, "name": "Azure Pipelines", "pool": pool}


def repository(world: World, pipeline: Pipeline) -> Json:
    """Write the repository of a pipeline: one that has the pipeline's name."""
    return {
        "id": world.organization.repository_id,
        "type": "TfsGit",
        "name": pipeline.name,
        "url": f"{world.organization_url}/{world.organization.project.name}/_git/{pipeline.name}",
        "clean": None,
        "checkoutSubmodules": False,
    }


def definition_ref(world: World, pipeline: Pipeline) -> Json:
    """Write a DefinitionReference."""
    url = f"{world.project_url}/_apis/build/Definitions/{pipeline.id}"
    return {
        "drafts": [],
        "id": pipeline.id,
        "name": pipeline.name,
        "url": f"{url}?revision={pipeline.revision}",
        "uri": f"vstfs:///Build/Definition/{pipeline.id}",
        "path": pipeline.folder,
        "type": "build",
        "queueStatus": "enabled",
        "revision": pipeline.revision,
        "project": project_ref(world),
    }


def definition(world: World, pipeline: Pipeline) -> Json:
    """Write a BuildDefinition."""
    return {
        **definition_ref(world, pipeline),
        "createdDate": "2026-01-05T09:00:00Z",
        "process": {"yamlFilename": "azure-pipelines.yml", "type": 2},
        "repository": repository(world, pipeline),
    }


def change(world: World, item: Change) -> Json:
    """Write a Change; who its author is, is what git says."""
    repository_url = (
        f"{world.project_url}/_apis/git/repositories/{world.organization.repository_id}"
    )
    return without_none(
        {
            "id": item.id,
            "message": item.message,
            "type": "TfsGit",
            "author": _author(world, item),
            "timestamp": iso(item.timestamp),
            "location": f"{repository_url}/commits/{item.id}",
            "displayUri": f"{world.organization_url}/_git/commit/{item.id}",
            "pusher": item.pusher or None,
        }
    )


def _author(world: World, item: Change) -> Json:
    """Write the author: a full identity where the mail address is a member's, else a bare name."""
    for person in world.organization.identities.values():
        if item.email and person.unique_name.lower() == item.email.lower():
            return {**identity_ref(world, person.key), "displayName": item.author}
    return {
        "displayName": item.author,
        "id": "00000000-0000-0000-0000-000000000000",
        "uniqueName": item.email,
    }
