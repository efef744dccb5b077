"""Whatever comes in, the answer is a document, never a crash."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.azure_devops import bodies
from demo.azure_devops.api import table
from demo.azure_devops.api.core import Call

GUID = "11111111-1111-4111-8111-111111111111"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 50000) | st.sampled_from(["", "x", "12", GUID]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "value", "enabled"]), inner, max_size=3)
    ),
    max_leaves=6,
)
QUERY = st.dictionaries(
    st.sampled_from(["$top", "continuationToken", "minTime", "maxResults", "startLine", "filter"]),
    st.sampled_from(["", "x", "-1", "3", "2026-01-01"]),
    max_size=3,
)
ROUTER = table.build_router()
CONDITION = {"inputId": "projectId", "operator": "equals", "inputValue": "x"}
FILTER = {"conditions": [CONDITION]}
SUBSCRIPTION = bodies.subscription(GUID, "build.complete", "http://odoo.example", "a", "b")
# End of a route's template -> bodies that are nearly right.
BODIES: dict[str, list[Any]] = {
    "/configurations": [bodies.rest_check("connection")],
    "/configurations/{id}": [bodies.rest_check("connection"), {"isDisabled": True}],
    "/queryconfigurations": [[{"type": "environment", "id": "12"}]],
    "/runs/{checkSuiteId}": [{"action": "bypass", "checkId": GUID}],
    "/endpoints": [bodies.service_connection({"id": GUID, "name": "x"}, "http://x", "a", "b")],
    "/endpoints/{endpointId}": [bodies.service_connection({"id": GUID}, "http://x", "a", "b")],
    "/subscriptions": [SUBSCRIPTION],
    "/subscriptions/{subscriptionId}": [{**SUBSCRIPTION, "status": "enabled"}],
    "/subscriptionsquery": [{"publisherInputFilters": [FILTER], "consumerInputFilters": [FILTER]}],
    "/diagnostics": [{"deliveryTracing": {"enabled": True}}],
    "/notificationsquery": [{"subscriptionIds": [GUID], "maxResults": 1, "minCreatedDate": "x"}],
    "/testnotifications": [{"details": SUBSCRIPTION}, {"subscriptionId": GUID}],
    "/events": [{"name": "TaskCompleted", "taskId": GUID, "jobId": GUID, "result": "failed"}],
    "/feed": [{"value": ["x"], "count": 1}],
    "/logs": [{"path": "x"}],
    "/records": [{"value": [{"id": GUID, "log": {"id": 1}}], "count": 1}],
    "/builds/{buildId}": [{"status": "cancelling"}],
    "/stages/{stageRefName}": [{"state": "retry", "retryDependencies": True}],
    "/properties": [[{"op": "add", "path": "/x", "value": "y"}]],
    "/tags": [["x"], {"tagsToAdd": ["x"], "tagsToRemove": ["y"]}],
    "/environments": [{"name": "x", "description": "y"}],
    "/environments/{environmentId}": [{"name": "x", "description": "y"}],
    "/runs": [
        {
            "resources": {"repositories": {"self": {"refName": "x", "version": "y"}}},
            "variables": {"a": {"value": "b"}},
            "templateParameters": {"c": "d"},
        }
    ],
    "/{resourceId}": [{"pipelines": [{"id": 5, "authorized": True}], "allPipelines": {}}],
    "/approvals": [[{"approvalId": GUID, "status": "approved", "comment": "x"}]],
}
WRITES = [route for route in ROUTER.routes if route.method in ("POST", "PUT", "PATCH")]


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [at, *(place for key, item in inner for place in _places(item, (*at, key)))]


@st.composite
def spoiled(draw: st.DrawFn, nearly_right: list[Any]) -> Any:
    """Put something else in one place of a body."""
    body = copy.deepcopy(draw(st.sampled_from(nearly_right)))
    place = draw(st.sampled_from(_places(body)))
    other = draw(JSON)
    if not place:
        return other
    holder = body
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = other
    return body


def filled(play, run, template: str) -> str:
    """Fill a path so that as much as possible exists."""
    suite_id = run.stage("Production").current.suite_id
    values = {
        "organization": "fabrikam",
        "project": "web-shop",
        "buildId": run.id,
        "runId": run.id,
        "pipelineId": 5,
        "definitionId": 5,
        "id": 1,
        "environmentId": 12,
        "checkSuiteId": suite_id,
        "stageRefName": "Production",
        "endpointId": next(iter(play.organization.endpoints)),
        "subscriptionId": next(iter(play.organization.subscriptions)),
        "notificationId": 1,
        "planId": play.organization.suites[suite_id].check_runs[0].plan_id,
        "hubName": "checks",
        "logId": 1,
        "projectId": "web-shop",
        "tag": "t",
        "resourceType": "environment",
        "resourceId": "12",
    }
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


@pytest.mark.parametrize("route", WRITES, ids=lambda r: f"{r.method} {r.template}")
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoiled_body_is_answered(playground, protected, route, data: st.DataObject) -> None:
    play = playground()
    play.subscribe("build.complete")
    connection = play.connection()
    play.check(connection=connection)
    run = play.queue(stages=protected)
    nearly_right = next((b for end, b in BODIES.items() if route.template.endswith(end)), [{}])
    text = json.dumps(data.draw(spoiled(nearly_right))).replace('"connection"', f'"{connection}"')
    answer = _answer(play, route, filled(play, run, route.template), text.encode(), {})
    play.advance(5)
    assert answer.status < 500 or answer.body["typeKey"] == "OrchestrationSessionNotFoundException"
    json.dumps(answer.body)
    assert _answer(play, route, "/fabrikam/_apis/hooks/subscriptions", b"", {}).status < 500


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTER.routes if route.method == "GET"],
    ids=lambda r: r.template,
)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=QUERY)
def test_a_spoiled_query_is_answered(play, protected, route, query: dict[str, str]) -> None:
    if not play.organization.checks:
        play.subscribe("build.complete")
        play.check()
        play.queue(stages=protected)
    run = play.organization.runs[1001]
    answer = _answer(play, route, filled(play, run, route.template), b"", query)
    assert answer.status < 500
    json.dumps(answer.body)


def _answer(play, route, path: str, body: bytes, query: dict[str, str]):
    method = "GET" if path.endswith("/hooks/subscriptions") and not body else route.method
    call = Call(
        world=play.world,
        method=method,
        path=path,
        query={"api-version": "7.1", **query},
        headers={"authorization": f"Bearer {play.organization.secrets.personal_access_token}"},
        body=body,
    )
    return table.answer(ROUTER, call)
