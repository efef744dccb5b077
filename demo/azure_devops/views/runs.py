"""Runs: as the Pipelines API shows them."""

from __future__ import annotations

from demo.azure_devops.model import Pipeline, Run
from demo.azure_devops.views.common import Json, iso, results_url, without_none
from demo.azure_devops.world import World

_RESULTS = {"partiallySucceeded": "succeeded"}


def run_url(world: World, run: Run) -> str:
    """Tell the URL of a run."""
    return f"{world.project_url}/_apis/pipelines/{run.pipeline_id}/runs/{run.id}"


def pipeline_ref(world: World, pipeline: Pipeline) -> Json:
    """Write a PipelineReference."""
    return {
        "url": f"{world.project_url}/_apis/pipelines/{pipeline.id}?revision={pipeline.revision}",
        "id": pipeline.id,
        "revision": pipeline.revision,
        "name": pipeline.name,
        "folder": pipeline.folder,
    }


def pipeline(world: World, item: Pipeline) -> Json:
    """Write a Pipeline."""
    reference = pipeline_ref(world, item)
    web = f"{world.project_url}/_build/definition?definitionId={item.id}"
    return {"_links": {"self": {"href": reference["url"]}, "web": {"href": web}}, **reference}


def state(run: Run) -> str:
    """Tell the run's state in the words of the Pipelines API."""
    return "inProgress" if run.state == "notStarted" else run.state


def result(run: Run) -> str | None:
    """Tell the run's result in the words of the Pipelines API, which has no partial success."""
    return _RESULTS.get(run.result, run.result) if run.result else None


def links(world: World, run: Run) -> Json:
    """Write a run's links."""
    base = world.project_url
    return {
        "self": {"href": run_url(world, run)},
        "web": {"href": results_url(world, run.id)},
        "pipeline.web": {"href": f"{base}/_build/definition?definitionId={run.pipeline_id}"},
        "pipeline": {"href": f"{base}/_apis/pipelines/{run.pipeline_id}?revision=3"},
    }


def run(world: World, item: Run) -> Json:
    """Write a Run."""
    repository = {
        "repository": {"id": world.organization.repository_id, "type": "azureReposGit"},
        "refName": item.branch,
        "version": item.commit,
    }
    return without_none(
        {
            "_links": links(world, item),
            "templateParameters": item.parameters,
            "variables": {name: {"value": value} for name, value in item.variables.items()},
            "pipeline": pipeline_ref(world, world.organization.pipelines[item.pipeline_id]),
            "state": state(item),
            "result": result(item),
            "createdDate": iso(item.queue_time),
            "finishedDate": iso(item.finish_time),
            "url": run_url(world, item),
            "resources": {"repositories": {"self": repository}},
            "id": item.id,
            "name": item.number,
        }
    )
