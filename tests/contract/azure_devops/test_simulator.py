"""Every answer of the simulator is one that Microsoft's specifications allow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from demo.azure_devops import bodies
from demo.azure_devops.hooks import EVENT_TYPES
from demo.azure_devops.kinds import APPROVAL


class _Yes(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def consumer() -> Iterator[Any]:
    """Says 200 to everything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Yes)
    server.seen = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def gate(contract, consumer) -> dict[str, Any]:
    """A service connection with a check and subscriptions, made over REST."""
    simulator = contract.simulator
    project = {"id": simulator.project_id, "name": simulator.project_name}
    connection = contract.call(
        "POST",
        "serviceendpoint/endpoints",
        bodies.service_connection(project, consumer.url, "gate", "pw"),
        project=False,
    )
    check = contract.call(
        "POST",
        "pipelines/checks/configurations",
        bodies.rest_check(connection["id"], url_suffix="/check"),
    )
    subscriptions = [
        contract.call(
            "POST",
            "hooks/subscriptions",
            bodies.subscription(project["id"], event_type, f"{consumer.url}/hook", "ado", "pw"),
            project=False,
        )
        for event_type in EVENT_TYPES
    ]
    return {"connection": connection, "check": check, "subscriptions": subscriptions}


@pytest.fixture(scope="module")
def waiting(contract, gate) -> dict[str, Any]:
    """A run that waits at the gate."""
    simulator = contract.simulator
    stages = [
        {
            "name": "Deploy",
            "jobs": [{"environment": "production", "service_connections": ["Odoo gate"]}],
        }
    ]
    run = simulator.queue_run(stages=stages, work_items=[7], parameters={"region": "eu"})
    return simulator.wait_for(run, "acknowledged", stage="Deploy")


def test_service_connections(contract, gate) -> None:
    number = gate["connection"]["id"]
    contract.call("GET", f"serviceendpoint/endpoints/{number}")
    listed = contract.call("GET", "serviceendpoint/endpoints", query={"endpointNames": "Odoo gate"})
    assert listed["count"] == 1
    document = {**gate["connection"], "description": "renewed"}
    contract.call("PUT", f"serviceendpoint/endpoints/{number}", document, project=False)


def test_check_configurations(contract, gate) -> None:
    path = f"pipelines/checks/configurations/{gate['check']['id']}"
    contract.call("GET", path)
    contract.call("GET", path, query={"$expand": "settings"})
    contract.call("PATCH", path, {"timeout": 1439, "settings": gate["check"]["settings"]})
    query = {"resourceType": "environment", "resourceId": "12", "$expand": "settings"}
    contract.call("GET", "pipelines/checks/configurations", query=query)
    wanted = [{"type": "environment", "id": "12"}]
    contract.call("POST", "pipelines/checks/queryconfigurations", wanted)


def test_builds(contract, waiting) -> None:
    path = f"build/builds/{waiting['id']}"
    build = contract.call("GET", path)
    assert (build["status"], build["templateParameters"]) == ("inProgress", {"region": "eu"})
    query = {"minTime": "2020-01-01T00:00:00Z", "queryOrder": "queueTimeAscending", "$top": "10"}
    contract.call("GET", "build/builds", query=query)
    for part in ("changes", "workitems", "timeline", "logs", "tags", "properties"):
        contract.call("GET", f"{path}/{part}")
    contract.call("PATCH", f"{path}/properties", [{"op": "add", "path": "/a", "value": "b"}])
    contract.call("PATCH", f"{path}/tags", {"tagsToAdd": ["x"], "tagsToRemove": []})
    contract.call("GET", "build/definitions")
    contract.call("GET", "build/definitions/5")


def test_pipelines_and_runs(contract, waiting) -> None:
    contract.call("GET", "pipelines")
    contract.call("GET", "pipelines/5")
    contract.call("GET", "pipelines/5/runs")
    contract.call("GET", f"pipelines/5/runs/{waiting['id']}")


def test_environments(contract) -> None:
    made = contract.call("POST", "pipelines/environments", {"name": "lab", "description": "x"})
    for route in ("pipelines", "distributedtask"):
        contract.call("GET", f"{route}/environments", query={"name": "lab"})
        contract.call("GET", f"{route}/environments/{made['id']}")
    contract.call("PATCH", f"pipelines/environments/{made['id']}", {"description": "y"})
    contract.call("DELETE", f"pipelines/environments/{made['id']}")


def test_pipeline_permissions(contract) -> None:
    path = "pipelines/pipelinepermissions/environment/12"
    contract.call("PATCH", path, {"pipelines": [{"id": 5, "authorized": True}]})
    contract.call("PATCH", path, {"allPipelines": {"authorized": True}})
    assert contract.call("GET", path)["pipelines"][0]["id"] == 5


def test_check_suites(contract, waiting) -> None:
    path = f"pipelines/checks/runs/{waiting['stages'][0]['suite_id']}"
    suite = contract.call("GET", path)
    body = {"action": "rerun", "checkId": suite["checkRuns"][0]["id"]}
    contract.call("PATCH", path, body)


def test_the_callback_with_the_token_of_the_call(contract, consumer, waiting) -> None:
    simulator = contract.simulator
    simulator.wait_for(waiting, "acknowledged", stage="Deploy")
    sent = [headers for path, headers in consumer.seen if path == "/check"][-1]
    token = {"token": sent["AuthToken"], "version": "6.0"}
    base = f"distributedtask/hubs/{sent['HubName']}/plans/{sent['PlanId']}"
    records = f"{base}/timelines/{sent['TimelineId']}/records"
    log = contract.call(
        "POST", f"{base}/logs", {"path": f"logs\\{sent['TaskInstanceId']}"}, **token
    )
    contract.call("POST", f"{base}/logs/{log['id']}", "one line", **token)
    record = {"id": sent["TaskInstanceId"], "log": {"id": log["id"]}, "attempt": 1}
    contract.call("PATCH", records, {"value": [record], "count": 1}, **token)
    event = {
        "name": "TaskCompleted",
        "taskId": sent["TaskInstanceId"],
        "jobId": sent["JobId"],
        "result": "succeeded",
    }
    contract.call("POST", f"{base}/events", event, **{**token, "version": "2.0-preview.1"})
    assert simulator.wait_for(waiting)["result"] == "succeeded"
    contract.call("GET", f"build/builds/{waiting['id']}")
    contract.call("GET", f"build/builds/{waiting['id']}/timeline")
    contract.call("GET", f"build/builds/{waiting['id']}/logs/1")
    for route in ("pipelines", "distributedtask"):
        path = f"{route}/environments/12/environmentdeploymentrecords"
        assert contract.call("GET", path, query={"top": "5"})["count"] == 1


def test_execution_history_of_a_service_connection(contract, gate, waiting) -> None:
    assert contract.call("GET", f"serviceendpoint/{gate['connection']['id']}/executionhistory")[
        "count"
    ]


def test_a_stage_and_a_build_are_changed(contract) -> None:
    simulator = contract.simulator
    run = simulator.queue_run(stages=[{"name": "A", "jobs": [{"duration_seconds": 600}]}])
    simulator.wait_for(run, "running", stage="A")
    path = f"build/builds/{run['id']}"
    contract.call("PATCH", f"{path}/stages/A", {"state": "cancel"})
    contract.call("PATCH", f"{path}/stages/A", {"state": "retry", "forceRetryAllJobs": True})
    simulator.wait_for(run, "running", stage="A", attempt=2)
    contract.call("GET", f"{path}/timeline")
    contract.call("PATCH", path, {"status": "cancelling"})


def test_subscriptions_and_their_history(contract, gate, waiting) -> None:
    number = gate["subscriptions"][1]["id"]
    path = f"hooks/subscriptions/{number}"
    document = contract.call("GET", path, project=False)
    contract.call("PUT", path, document, project=False)
    query = {"consumerId": "webHooks", "consumerActionId": "httpRequest"}
    contract.call("GET", "hooks/subscriptions", project=False, query=query)
    contract.call("POST", "hooks/subscriptionsquery", {"publisherId": "pipelines"}, project=False)
    contract.call("GET", f"{path}/diagnostics", project=False)
    switch = {"deliveryTracing": {"enabled": True}}
    contract.call("PUT", f"{path}/diagnostics", switch, project=False)
    listed = contract.call("GET", f"{path}/notifications", project=False)
    newest = listed["value"][0]["id"]
    contract.call("GET", f"{path}/notifications/{newest}", project=False)
    history = {"subscriptionIds": [number], "includeDetails": True, "maxResults": 10}
    assert contract.call("POST", "hooks/notificationsquery", history, project=False)["results"]
    test = {"subscriptionId": number}
    contract.call("POST", "hooks/testnotifications", test, project=False)


def test_the_built_in_approval(contract) -> None:
    simulator = contract.simulator
    me = simulator.users()["administrator"]["id"]
    body = {
        "type": {"id": APPROVAL, "name": "Approval"},
        "settings": {"approvers": [{"id": me}], "instructions": "", "minRequiredApprovers": 1},
        "timeout": 60,
        "resource": {"type": "environment", "id": "13", "name": "staging"},
    }
    contract.call("POST", "pipelines/checks/configurations", body)
    run = simulator.queue_run(stages=[{"name": "S", "jobs": [{"environment": "staging"}]}])
    simulator.wait_for(run, "waiting", stage="S")
    (approval,) = contract.call("GET", "pipelines/approvals", query={"state": "pending"})["value"]
    contract.call("GET", f"pipelines/approvals/{approval['id']}")
    decision = [{"approvalId": approval["id"], "status": "approved", "comment": "yes"}]
    contract.call("PATCH", "pipelines/approvals", decision)
    assert simulator.wait_for(run)["result"] == "succeeded"


def test_deleting(contract, gate) -> None:
    subscription = gate["subscriptions"][0]["id"]
    contract.call("DELETE", f"hooks/subscriptions/{subscription}", project=False)
    contract.call("DELETE", f"pipelines/checks/configurations/{gate['check']['id']}")
    query = {"projectIds": contract.simulator.project_id}
    path = f"serviceendpoint/endpoints/{gate['connection']['id']}"
    contract.call("DELETE", path, project=False, query=query)
