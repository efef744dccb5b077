"""Check configurations and check suites."""

from __future__ import annotations

from demo.azure_devops import ids
from demo.azure_devops.model import CheckConfiguration, CheckRun, CheckSuite, Run
from demo.azure_devops.views.common import (
    Json,
    build_url,
    identity_ref,
    iso,
    results_url,
    without_none,
)
from demo.azure_devops.world import World


def configuration_url(world: World, number: int) -> str:
    """Tell the URL of a check configuration."""
    return f"{world.project_url}/_apis/pipelines/checks/configurations/{number}"


def configuration(world: World, check: CheckConfiguration, settings: bool) -> Json:
    """Write a CheckConfiguration; settings only when asked for (`$expand=settings`)."""
    url = configuration_url(world, check.id)
    document: Json = {"settings": check.settings} if settings else {}
    return {
        **document,
        "createdBy": identity_ref(world, check.created_by),
        "createdOn": iso(check.created_on),
        "modifiedBy": identity_ref(world, check.modified_by),
        "modifiedOn": iso(check.modified_on),
        "timeout": check.timeout,
        "isDisabled": check.is_disabled,
        "_links": {"self": {"href": url}},
        "id": check.id,
        "version": check.version,
        "type": {"id": check.type_id, "name": check.type_name},
        "url": url,
        "resource": {
            "type": check.resource_type,
            "id": check.resource_id,
            "name": check.resource_name,
        },
    }


def suite(world: World, item: CheckSuite) -> Json:
    """Write a CheckSuite with its context."""
    run = world.organization.runs[item.run_id]
    return without_none(
        {
            "id": item.id,
            "context": _context(world, item, run),
            "status": item.status,
            "message": item.message,
            "checkRuns": [check_run(world, each) for each in item.check_runs],
            "completedDate": iso(item.completed),
            "_links": {
                "self": {"href": f"{world.project_url}/_apis/pipelines/checks/runs/{item.id}"}
            },
        }
    )


def _context(world: World, item: CheckSuite, run: Run) -> Json:
    """Write the evaluation context; its names are in Pascal case, unlike everything around it."""
    organization = world.organization
    links = {
        "web": {"href": results_url(world, run.id)},
        "self": {"href": build_url(world, run.id)},
    }
    return {
        "Id": 0,
        "OrchestrationId": f"{run.plan_id}.{item.stage.lower()}.{item.attempt}.checkpoint",
        "PlanId": run.plan_id,
        "HubName": "Build",
        "Project": {"Id": organization.project.id, "Name": organization.project.name},
        "Pipeline": {
            "Id": run.pipeline_id,
            "Name": organization.pipelines[run.pipeline_id].name,
            "Owner": {"Id": run.id, "Name": run.number, "_links": links},
        },
        "GraphNode": {
            "Id": ids.record_id(item.stage, item.attempt),
            "Name": item.stage,
            "Attempt": item.attempt,
        },
    }


def check_run(world: World, item: CheckRun) -> Json:
    """Write a CheckRun."""
    by = item.modified_by
    return without_none(
        {
            "id": item.id,
            "status": item.status,
            "resultMessage": item.message,
            "createdDate": iso(item.created),
            "completedDate": iso(item.completed),
            "evaluationOrder": "main",
            "modifiedBy": identity_ref(world, by) if by else None,
            "checkConfigurationRef": {
                "id": item.configuration_id,
                "type": {"id": item.type_id, "name": item.type_name},
                "resource": {
                    "type": item.resource_type,
                    "id": item.resource_id,
                    "name": item.resource_name,
                },
                "url": configuration_url(world, item.configuration_id),
                "version": item.configuration_version,
            },
            "resultUpdates": [
                {
                    "status": update["status"],
                    "modifiedBy": identity_ref(world, update["modifiedBy"]),
                    "modifiedOn": iso(update["modifiedOn"]),
                }
                for update in item.updates
            ],
        }
    )
