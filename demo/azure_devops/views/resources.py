"""Environments, service connections and their ledgers."""

from __future__ import annotations

import copy

from demo.azure_devops.model import DeploymentRecord, Endpoint, EndpointUse, Environment
from demo.azure_devops.views.common import (
    Json,
    build_url,
    identity_ref,
    iso,
    results_url,
    without_none,
)
from demo.azure_devops.world import World

_BUILD_SERVICE = "00025394-6065-48ca-87d9-7f5672854ef7"
_SECRET_PARAMETERS = ("password", "apitoken", "serviceprincipalkey")


def environment(world: World, item: Environment) -> Json:
    """Write an EnvironmentInstance."""
    author, project = identity_ref(world, item.created_by), world.organization.project
    return {
        "id": item.id,
        "name": item.name,
        "description": item.description,
        "createdBy": author,
        "createdOn": iso(item.created_on),
        "lastModifiedBy": author,
        "lastModifiedOn": iso(item.modified_on),
        "resources": [],
        "project": {"id": project.id, "name": project.name},
    }


def deployment(world: World, item: DeploymentRecord) -> Json:
    """Write an EnvironmentDeploymentExecutionRecord; `owner.id` is the build id."""
    run = world.organization.runs[item.run_id]
    return without_none(
        {
            "id": item.id,
            "requestIdentifier": f"{run.plan_id}:{item.stage}.{item.job}",
            "environmentId": item.environment_id,
            "serviceOwner": _BUILD_SERVICE,
            "scopeId": world.organization.project.id,
            "planType": "Build",
            "planId": run.plan_id,
            "stageName": item.stage,
            "stageAttempt": item.stage_attempt,
            "jobName": item.job,
            "jobAttempt": item.stage_attempt,
            "definition": _definition(world, run.pipeline_id),
            "owner": _owner(world, item.run_id),
            "result": item.result,
            "queueTime": iso(item.queue_time),
            "startTime": iso(item.start_time),
            "finishTime": iso(item.finish_time),
        }
    )


def _definition(world: World, pipeline_id: int) -> Json:
    url = f"{world.project_url}/_build/definition?definitionId={pipeline_id}"
    name = world.organization.pipelines[pipeline_id].name
    return {"id": pipeline_id, "name": name, "_links": {"web": {"href": url}}}


def _owner(world: World, run_id: int) -> Json:
    run = world.organization.runs[run_id]
    links = {
        "web": {"href": results_url(world, run_id)},
        "self": {"href": build_url(world, run_id)},
    }
    return {"id": run_id, "name": run.number, "_links": links}


def endpoint(world: World, item: Endpoint) -> Json:
    """Write a ServiceEndpoint; its secrets read back as null."""
    document = copy.deepcopy(item.document)
    parameters = document.get("authorization", {}).get("parameters") or {}
    for name in parameters:
        if name.lower() in _SECRET_PARAMETERS:
            parameters[name] = None
    return {
        **document,
        "id": item.id,
        "createdBy": identity_ref(world, item.created_by),
        "creationDate": iso(item.created_on),
        "modificationDate": iso(item.modified_on),
        "isReady": True,
        "isOutdated": False,
        "operationStatus": {"state": "Ready", "statusMessage": ""},
    }


def endpoint_use(world: World, item: EndpointUse) -> Json:
    """Write a ServiceEndpointExecutionRecord."""
    run = world.organization.runs[item.run_id]
    data = {
        "id": item.id,
        "planType": "Build",
        "definition": _definition(world, run.pipeline_id),
        "owner": _owner(world, item.run_id),
        "startTime": iso(item.start_time),
        "finishTime": iso(item.finish_time),
        "result": item.result,
    }
    return {"endpointId": item.endpoint_id, "data": without_none(data)}
