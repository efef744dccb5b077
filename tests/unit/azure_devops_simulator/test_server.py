"""The simulator as a process: ready file, control API, outages, page, restart."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from demo.azure_devops.client import Simulator, SimulatorError


class Consumer:
    """Plays Odoo: keeps what it gets and answers with `status`."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        consumer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                consumer.received.append((self.path, dict(self.headers), body))
                self.send_response(consumer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def headers(self, path: str) -> dict[str, str]:
        return [headers for got, headers, _ in self.received if got == path][-1]


@pytest.fixture
def odoo() -> Iterator[Consumer]:
    consumer = Consumer()
    yield consumer
    consumer.server.shutdown()
    consumer.server.server_close()


@pytest.fixture
def simulator(tmp_path) -> Iterator[Simulator]:
    with Simulator.start(tmp_path) as started:
        yield started


def gate(simulator: Simulator, odoo: Consumer, **options) -> dict:
    connection = simulator.create_service_connection(odoo.url, "gate", "pw")
    return simulator.create_check(connection["id"], url_suffix="/check", **options)


def complete(odoo: Consumer, result: str = "succeeded", timeout: float = 10) -> requests.Response:
    """Answer the last check call as Odoo would, with nothing but its headers."""
    sent = odoo.headers("/check")
    plan = (
        f"{sent['PlanUrl']}{sent['ProjectId']}/_apis/distributedtask/hubs/{sent['HubName']}/plans"
    )
    return requests.post(
        f"{plan}/{sent['PlanId']}/events?api-version=2.0-preview.1",
        headers={"Authorization": f"Bearer {sent['AuthToken']}"},
        json={
            "name": "TaskCompleted",
            "taskId": sent["TaskInstanceId"],
            "jobId": sent["JobId"],
            "result": result,
        },
        timeout=timeout,
    )


def test_the_ready_file_is_private_and_goes_away_at_the_end(tmp_path) -> None:
    ready = tmp_path / "azure_devops.json"
    with Simulator.start(tmp_path) as simulator:
        assert stat.S_IMODE(ready.stat().st_mode) == 0o600
        assert simulator.organization_url.startswith("http://127.0.0.1:")
    assert not ready.exists()


def test_a_gated_run_from_the_queue_to_the_end(simulator, odoo) -> None:
    simulator.create_subscription("build.complete", f"{odoo.url}/hook", "ado", "pw")
    gate(simulator, odoo)
    run = simulator.wait_for(simulator.queue_run(), "acknowledged", stage="Production")
    assert simulator.stage(run, "Production")["state"] == "waiting"
    assert complete(odoo).status_code == 204
    run = simulator.wait_for(run)
    assert run["result"] == "succeeded"
    simulator.advance(0.001)
    assert json.loads(odoo.received[-1][2])["resource"]["result"] == "succeeded"


def test_moving_the_clock_plays_all_retries_in_order(simulator, odoo) -> None:
    simulator.freeze()
    odoo.status = 503
    made = simulator.create_subscription(
        "ms.vss-pipelines.run-state-changed-event", odoo.url, "ado", "pw", runStateId="InProgress"
    )
    simulator.queue_run()
    simulator.advance(183)
    assert len(odoo.received) == 9
    shown = simulator.rest("GET", f"hooks/subscriptions/{made['id']}", project=False)
    assert shown["status"] == "onProbation"


def test_a_consumer_that_is_too_slow_for_the_limit_fails_the_check(simulator) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as deaf:
        simulator.control("PATCH", "/settings", {"check_http_limit": 0.2})
        url = f"http://127.0.0.1:{deaf.server_port}"
        connection = simulator.create_service_connection(url, "gate", "pw")
        simulator.create_check(connection["id"])
        run = simulator.wait_for(simulator.queue_run(), "completed", stage="Production")
        assert "no answer within 0.2 seconds" in simulator.check_run(run, "Production")["message"]


def test_a_dropped_answer_was_nevertheless_handled(simulator, odoo) -> None:
    gate(simulator, odoo)
    run = simulator.wait_for(simulator.queue_run(), "acknowledged", stage="Production")
    simulator.outage("events", "drop_after", times=1)
    with pytest.raises(requests.ConnectionError):
        complete(odoo)
    assert simulator.wait_for(run)["result"] == "succeeded"
    assert complete(odoo).status_code == 500


def test_an_outage_answers_with_status_and_retry_after_as_often_as_asked(simulator, odoo) -> None:
    gate(simulator, odoo)
    run = simulator.wait_for(simulator.queue_run(), "acknowledged", stage="Production")
    simulator.outage("events", "status", status=429, retry_after=7, times=1)
    refused = complete(odoo)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    assert complete(odoo).status_code == 204
    assert simulator.wait_for(run)["result"] == "succeeded"


def test_an_outage_of_one_class_leaves_the_others_alone(simulator) -> None:
    simulator.outage("hooks", "drop")
    with pytest.raises(requests.ConnectionError):
        simulator.rest("GET", "hooks/subscriptions", project=False)
    assert simulator.rest("GET", "build/builds")["count"] == 0
    simulator.end_outages()
    assert simulator.rest("GET", "hooks/subscriptions", project=False)["count"] == 0


def test_requests_are_recorded_without_secrets(simulator, odoo) -> None:
    gate(simulator, odoo)
    simulator.create_subscription("build.complete", odoo.url, "ado", "hook-password")
    simulator.wait_for(simulator.queue_run(), "acknowledged", stage="Production")
    token = odoo.headers("/check")["AuthToken"]
    complete(odoo)
    recorded = simulator.wait_for_requests("/events", count=1)
    assert recorded[0]["body"]["result"] == "succeeded"
    assert recorded[0]["headers"]["authorization"] == "Bearer ***"
    everything = json.dumps([simulator.requests(), simulator.calls()])
    for secret in (token, "hook-password", '"pw"', simulator.pat):
        assert secret not in everything


def test_a_wait_that_ends_in_vain_says_how_things_stand(simulator) -> None:
    run = simulator.queue_run(stages=[{"name": "A", "jobs": [{"duration_seconds": 99}]}])
    with pytest.raises(SimulatorError, match=r"408.*inProgress"):
        simulator.wait_for(run, "completed", timeout=0.1)


def test_the_control_api_wants_its_own_token(simulator) -> None:
    url = f"{simulator.url}/_control/runs"
    assert requests.get(url, timeout=5).status_code == 401
    assert requests.get(url, auth=("", simulator.pat), timeout=5).status_code == 401


def test_mistakes_in_control_calls_are_named(simulator) -> None:
    for method, path, body in (
        ("POST", "/runs", {"pipeline": "nothing"}),
        ("GET", "/runs/1", None),
        ("POST", "/outages", {"paths": "x", "mode": "drop"}),
        ("POST", "/clock", {"advance_seconds": -1}),
    ):
        with pytest.raises(SimulatorError, match="400"):
            simulator.control(method, path, body)


def test_checks_can_be_flipped_bypassed_and_rerun(simulator, odoo) -> None:
    check = gate(simulator, odoo)
    run = simulator.wait_for(simulator.queue_run(), "acknowledged", stage="Production")
    plan = simulator.check_run(run, "Production")["plan_id"]
    assert simulator.rerun_checks(run, "Production")
    assert simulator.check_run(run, "Production")["plan_id"] != plan
    assert simulator.bypass(run, "Production")
    assert simulator.wait_for(run)["result"] == "succeeded"
    flipped = simulator.edit_check(check["id"], inputs={"waitForCompletion": "false"})
    assert (flipped["version"], flipped["settings"]["retryInterval"]) == (2, 0)
    assert simulator.wait_for(simulator.queue_run())["result"] == "succeeded"


def test_the_page_shows_runs_and_escapes_names(simulator) -> None:
    simulator.queue_run(branch="refs/heads/<script>")
    page = requests.get(simulator.url, timeout=5).text
    assert "<title>Simulated Azure DevOps</title>" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_browser_of_another_origin_may_read_answers_but_not_refusals(simulator) -> None:
    url = f"{simulator.organization_url}/{simulator.project_id}/_apis/build/builds"
    origin = {"Origin": "http://tab.example"}
    answer = requests.get(url, auth=("", simulator.pat), headers=origin, timeout=5)
    assert answer.headers["Access-Control-Allow-Origin"] == "http://tab.example"
    refusal = requests.get(url, headers=origin, timeout=5)
    assert refusal.status_code == 401
    assert "Access-Control-Allow-Origin" not in refusal.headers


def test_the_organization_survives_a_restart(tmp_path, odoo) -> None:
    with Simulator.start(tmp_path, state_dir=tmp_path / "state") as first:
        gate(first, odoo)
        run = first.wait_for(first.queue_run(), "acknowledged", stage="Production")
    with Simulator.start(tmp_path, state_dir=tmp_path / "state") as second:
        assert (second.project_id, second.pat) == (first.project_id, first.pat)
        assert second.stage(run, "Production")["state"] == "waiting"
        second.bypass(run, "Production")
        assert second.wait_for(run)["result"] == "succeeded"


def test_fifty_runs_at_once_are_all_called_and_decided(simulator, odoo) -> None:
    gate(simulator, odoo)
    runs = [simulator.queue_run() for _ in range(50)]
    for run in runs:
        simulator.wait_for(run, "acknowledged", stage="Production")
    assert len([path for path, _, _ in odoo.received if path == "/check"]) == 50
