"""Pipelines and their runs."""

from __future__ import annotations

from demo.azure_devops import runs
from demo.azure_devops.api.core import Answer, Call, Problem, Router, bad_request
from demo.azure_devops.api.shapes import Shape
from demo.azure_devops.model import Pipeline
from demo.azure_devops.views import runs as views
from demo.azure_devops.views.common import collection

_BASE = "/{organization}/{project}/_apis/pipelines"


def register(router: Router) -> None:
    """Add the operations of this area."""
    one = f"{_BASE}/{{pipelineId}}"
    router.add("GET", _BASE, list_pipelines)
    router.add("GET", f"{one}/runs", list_runs)
    router.add("POST", f"{one}/runs", run_pipeline)
    router.add("GET", f"{one}/runs/{{runId}}", get_run)
    router.add("GET", one, get_pipeline)


def _find(call: Call) -> Pipeline:
    found = call.world.organization.pipelines.get(call.number("pipelineId"))
    if found is None:
        text = f"Pipeline {call.parameters['pipelineId']} was not found."
        raise Problem(404, "PipelineNotFoundException", text)
    return found


def list_pipelines(call: Call) -> Answer:
    """List pipelines."""
    found = call.world.organization.pipelines.values()
    return Answer(body=collection([views.pipeline(call.world, p) for p in found]))


def get_pipeline(call: Call) -> Answer:
    """Read a pipeline."""
    return Answer(body=views.pipeline(call.world, _find(call)))


def list_runs(call: Call) -> Answer:
    """List the runs of a pipeline, the newest first."""
    pipeline = _find(call)
    found = [r for r in call.world.organization.runs.values() if r.pipeline_id == pipeline.id]
    return Answer(body=collection([views.run(call.world, run) for run in found[::-1]]))


def get_run(call: Call) -> Answer:
    """Read a run."""
    run = call.run("runId")
    if run.pipeline_id != _find(call).id:
        raise Problem(404, "RunNotFoundException", f"Run {run.id} is not of this pipeline.")
    return Answer(body=views.run(call.world, run))


def run_pipeline(call: Call) -> Answer:
    """Queue a run with the standard stages, on the asked branch and commit."""
    pipeline = _find(call)
    source: Shape = {"repositories": {"self": {"refName": str, "version": str}}}
    body = call.document(resources=source, variables={"*": {}}, templateParameters={})
    resources = (body.get("resources") or {}).get("repositories") or {}
    repository = resources.get("self") or {}
    variables = body.get("variables") or {}
    spec = {
        "pipeline": pipeline.id,
        "requester": call.caller,
        "branch": repository.get("refName") or "refs/heads/main",
        "commit": repository.get("version"),
        "parameters": body.get("templateParameters") or {},
        "variables": {k: (v or {}).get("value", "") for k, v in variables.items()},
    }
    try:
        run = runs.queue(call.world, spec)
    except KeyError as problem:
        raise bad_request(str(problem)) from None
    return Answer(body=views.run(call.world, run))
