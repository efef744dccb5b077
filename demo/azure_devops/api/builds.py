"""Builds: list, read, cancel, changes, timeline, stages, properties, tags."""

from __future__ import annotations

from demo.azure_devops import runs
from demo.azure_devops.api.core import Answer, Call, Problem, Router, bad_request, not_found
from demo.azure_devops.model import Run
from demo.azure_devops.views import builds, common, timeline

_BASE = "/{organization}/{project}/_apis/build"


def register(router: Router) -> None:
    """Add the operations of this area."""
    one = f"{_BASE}/builds/{{buildId}}"
    router.add("GET", f"{_BASE}/builds", list_builds)
    router.add("GET", one, get_build)
    router.add("PATCH", one, update_build)
    router.add("GET", f"{one}/changes", get_changes)
    router.add("GET", f"{one}/workitems", get_work_items)
    router.add("GET", f"{one}/timeline", get_timeline)
    router.add("GET", f"{one}/timeline/{{timelineId}}", get_timeline)
    router.add("PATCH", f"{one}/stages/{{stageRefName}}", update_stage)
    router.add("GET", f"{_BASE}/definitions", list_definitions)
    router.add("GET", f"{_BASE}/definitions/{{definitionId}}", get_definition)


def list_builds(call: Call) -> Answer:
    """List builds, filtered and in pages."""
    found = [run for run in call.world.organization.runs.values() if _wanted(call, run)]
    order = call.query.get("queryOrder", "queueTimeDescending")
    found.sort(key=lambda run: (run.queue_time, run.id), reverse=order.endswith("Descending"))
    first = call.count("continuationToken", 0)
    page = found[first : first + call.top(1000)]
    headers = {}
    if first + len(page) < len(found):
        headers["x-ms-continuationtoken"] = str(first + len(page))
    return Answer(
        body=common.collection([builds.build(call.world, r) for r in page]), headers=headers
    )


def _wanted(call: Call, run: Run) -> bool:
    """Apply the filters of the query."""
    query, document = call.query, builds.build(call.world, run)
    for name, value in (
        ("definitions", str(run.pipeline_id)),
        ("buildIds", str(run.id)),
        ("statusFilter", document["status"]),
        ("resultFilter", str(run.result)),
        ("reasonFilter", run.reason),
    ):
        if query.get(name) and value.lower() not in query[name].lower().split(","):
            return False
    if query.get("branchName", run.branch) != run.branch:
        return False
    if query.get("buildNumber", run.number) != run.number:
        return False
    return _in_window(query, run)


def _in_window(query: dict[str, str], run: Run) -> bool:
    """Compare with minTime and maxTime: of the queue, unless the order names another time."""
    order = query.get("queryOrder", "queueTimeDescending")
    moment = run.queue_time
    if order.startswith("finish"):
        moment = run.finish_time or float("inf")
    elif order.startswith("start"):
        moment = run.start_time or float("inf")
    try:
        first = common.moment(query["minTime"]) if "minTime" in query else moment
        last = common.moment(query["maxTime"]) if "maxTime" in query else moment
    except ValueError:
        raise bad_request("minTime or maxTime is not a time.") from None
    return first <= moment <= last


def get_build(call: Call) -> Answer:
    """Read a build."""
    names = [name for name in call.query.get("propertyFilters", "").split(",") if name]
    return Answer(body=builds.build(call.world, call.run(), names))


def update_build(call: Call) -> Answer:
    """Cancel a build; the only change that is simulated."""
    run = call.run()
    if call.document().get("status") not in ("cancelling", "Cancelling", 4):
        raise bad_request("Only status 'cancelling' is simulated.")
    try:
        runs.cancel(call.world, run)
    except runs.NotPossible as problem:
        raise Problem(400, "BuildStatusInvalidChangeException", str(problem)) from None
    return Answer(body=builds.build(call.world, run))


def get_changes(call: Call) -> Answer:
    """List the commits that a build brings."""
    changes = call.run().changes[: call.top(50)]
    return Answer(body=common.collection([builds.change(call.world, c) for c in changes]))


def get_work_items(call: Call) -> Answer:
    """List the work items of a build."""
    url = f"{call.world.organization_url}/_apis/wit/workItems"
    items = [{"id": str(n), "url": f"{url}/{n}"} for n in call.run().work_items]
    return Answer(body=common.collection(items))


def get_timeline(call: Call) -> Answer:
    """Read a timeline; an unknown id is answered with 204, as the real service does for none."""
    document = timeline.timeline(call.world, call.run(), call.parameters.get("timelineId"))
    return Answer(204) if document is None else Answer(body=document)


def update_stage(call: Call) -> Answer:
    """Cancel or retry a stage."""
    run, name, body = call.run(), call.parameters["stageRefName"], call.document()
    try:
        if body.get("state") in ("cancel", 0):
            runs.cancel_stage(call.world, run, name)
        elif body.get("state") in ("retry", 1):
            runs.retry_stage(call.world, run, name, body.get("retryDependencies", True))
        else:
            raise bad_request("state is cancel or retry.")
    except KeyError:
        raise not_found(f"Stage {name} was not found.") from None
    except runs.NotPossible as problem:
        raise Problem(400, "InvalidStageUpdateException", str(problem)) from None
    return Answer()


def list_definitions(call: Call) -> Answer:
    """List pipelines as build definitions."""
    found = call.world.organization.pipelines.values()
    wanted = [p for p in found if call.query.get("name", p.name) == p.name]
    return Answer(body=common.collection([builds.definition_ref(call.world, p) for p in wanted]))


def get_definition(call: Call) -> Answer:
    """Read a build definition."""
    pipeline = call.world.organization.pipelines.get(call.number("definitionId"))
    if pipeline is None:
        text = f"Definition {call.parameters['definitionId']} was not found."
        raise Problem(404, "DefinitionNotFoundException", text)
    return Answer(body=builds.definition(call.world, pipeline))
