"""A small synchronous driver for tests and the demonstration."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

from demo.azure_devops.kinds import INVOKE_REST_API, TASK_CHECK

Json = dict[str, Any]
TIMEOUT = 30.0
CHECK_HEADERS = {
    "Content-Type": "application/json",
    "PlanUrl": "$(system.CollectionUri)",
    "ProjectId": "$(system.TeamProjectId)",
    "HubName": "$(system.HostType)",
    "PlanId": "$(system.PlanId)",
    "JobId": "$(system.JobId)",
    "TimelineId": "$(system.TimelineId)",
    "TaskInstanceId": "$(system.TaskInstanceId)",
    "AuthToken": "$(system.AccessToken)",
}


class SimulatorError(RuntimeError):
    """The simulator refused or is not there."""


class Simulator:
    """A running simulator: `control` moves the world, `rest` speaks the Azure DevOps API as administrator."""

    def __init__(self, ready: Json, process: subprocess.Popen[bytes] | None = None) -> None:
        self.url: str = ready["url"]
        self.organization_url: str = ready["organization_url"]
        self.project_id: str = ready["project_id"]
        self.project_name: str = ready["project_name"]
        self.pat: str = ready["pat"]
        self._control_url: str = ready["control_url"]
        self._process = process
        self._session = requests.Session()
        self._session.trust_env = False
        self._control_header = {"Authorization": f"Bearer {ready['control_token']}"}

    @classmethod
    def from_ready_file(cls, path: Path | str) -> Simulator:
        """Connect to a simulator that is already running."""
        return cls(json.loads(Path(path).read_text()))

    @classmethod
    @contextmanager
    def start(
        cls, directory: Path | str, *, port: int = 0, state_dir: Path | str | None = None
    ) -> Iterator[Simulator]:
        """Start a process, ready file and log in the directory; stop it at the end."""
        ready = Path(directory) / "azure_devops.json"
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "demo.azure_devops", "--port", str(port)]
        command += ["--ready-file", str(ready)]
        if state_dir is not None:
            command += ["--state-dir", str(state_dir)]
        with (Path(directory) / "azure_devops.log").open("ab") as log:
            root = Path(__file__).resolve().parents[2]
            process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log)
        try:
            _await(ready, process)
            simulator = cls(json.loads(ready.read_text()), process)
            with simulator:
                yield simulator
        finally:
            _stop(process)

    def __enter__(self) -> Simulator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    # Raw access

    def control(self, method: str, route: str, body: Json | None = None, **query: Any) -> Any:
        """Call the control API; raises SimulatorError for a refusal."""
        response = self._session.request(
            method,
            self._control_url + route,
            json=body,
            params=query,
            headers=self._control_header,
            timeout=TIMEOUT + float(query.get("timeout", 600 if route == "/clock" else 0)),
        )
        if not response.ok:
            raise SimulatorError(f"{method} {route}: {response.status_code} {response.text[:2000]}")
        return response.json()

    def rest(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        project: bool = True,
        version: str = "7.1",
        **query: Any,
    ) -> Any:
        """Call the Azure DevOps API as the administrator; raises SimulatorError for a refusal."""
        base = f"{self.organization_url}/{self.project_id}" if project else self.organization_url
        response = self._session.request(
            method,
            f"{base}/_apis/{path}",
            json=body,
            params={"api-version": version, **query},
            auth=("", self.pat),
            timeout=TIMEOUT,
        )
        if not response.ok:
            raise SimulatorError(f"{method} {path}: {response.status_code} {response.text[:2000]}")
        return response.json() if response.content else None

    # Runs

    def queue_run(self, **spec: Any) -> Json:
        """Queue a run; see `run_specs.read` for the fields, all of which have defaults."""
        return self._json(self.control("POST", "/runs", spec))

    def run(self, run: int | Json) -> Json:
        """Show a run."""
        return self._json(self.control("GET", f"/runs/{_number(run)}"))

    def runs(self) -> list[Json]:
        """Show all runs, the newest first."""
        return list(self.control("GET", "/runs"))

    def wait_for(self, run: int | Json, until: str = "completed", **query: Any) -> Json:
        """Wait for a state of the run, or with `stage=` of a stage; raises SimulatorError in the end.

        States of a run: running, waiting, acknowledged, completed. Of a stage: waiting, acknowledged,
        running, completed. `timeout` in real seconds, default 30; `attempt` asks for that one or later.
        """
        found = self.control("GET", "/wait", run=_number(run), until=until, **query)
        return self._json(found)

    def wait_for_requests(self, path: str, count: int = 1, **query: Any) -> list[Json]:
        """Wait until so many requests whose path contains this were answered; `since` a number."""
        return list(self.control("GET", "/wait", path=path, count=count, **query))

    def cancel(self, run: int | Json) -> Json:
        """Cancel a run as a person in the web page would."""
        return self._json(self.control("POST", f"/runs/{_number(run)}/cancel"))

    def cancel_stage(self, run: int | Json, stage: str) -> Json:
        """Cancel a stage."""
        return self._json(self.control("POST", f"/runs/{_number(run)}/stages/{stage}/cancel"))

    def retry_stage(self, run: int | Json, stage: str) -> Json:
        """Open a new attempt of a completed stage."""
        return self._json(self.control("POST", f"/runs/{_number(run)}/stages/{stage}/retry"))

    def bypass(self, run: int | Json, stage: str, by: str = "administrator") -> Json:
        """Bypass the open checks of a stage as an administrator of the resource."""
        path = f"/runs/{_number(run)}/stages/{stage}/bypass"
        return self._json(self.control("POST", path, {"by": by}))

    def rerun_checks(self, run: int | Json, stage: str, by: str = "administrator") -> Json:
        """Have the open checks of a stage evaluated anew."""
        path = f"/runs/{_number(run)}/stages/{stage}/rerun"
        return self._json(self.control("POST", path, {"by": by}))

    def stage(self, run: int | Json, name: str) -> Json:
        """Show the newest attempt of a stage."""
        for stage in self.run(run)["stages"]:
            if stage["name"] == name:
                return self._json(stage)
        raise SimulatorError(f"no stage {name}")

    def check_run(self, run: int | Json, stage: str, index: int = 0) -> Json:
        """Show a check run of the newest attempt of a stage."""
        return self._json(self.stage(run, stage)["checks"][index])

    def run_token(self, run: int | Json) -> str:
        """Give out a job access token of a run: what an author's script could print."""
        return str(self.control("POST", f"/runs/{_number(run)}/token")["token"])

    # Time and trouble

    def advance(self, seconds: float) -> Json:
        """Move simulated time; all that falls due happens in order, calls answered, before this returns."""
        return self._json(self.control("POST", "/clock", {"advance_seconds": seconds}))

    def freeze(self) -> None:
        """Stop simulated time; only `advance` moves it then."""
        self.control("POST", "/clock", {"freeze": True})

    def unfreeze(self) -> None:
        """Let simulated time run again."""
        self.control("POST", "/clock", {"unfreeze": True})

    def now(self) -> float:
        """Tell the simulated time in seconds since 1970."""
        return float(self.control("GET", "/clock")["now"])

    def outage(self, paths: str = "all", mode: str = "status", **details: Any) -> None:
        """Cause trouble for a class of paths; see `faults.Outage`."""
        self.control("POST", "/outages", {"paths": paths, "mode": mode, **details})

    def end_outages(self) -> None:
        """End all trouble."""
        self.control("DELETE", "/outages")

    def hook_faults(self, **counts: int) -> None:
        """Drop, duplicate or hold the next hook deliveries."""
        self.control("POST", "/hooks", dict(counts))

    def release_hooks(self) -> int:
        """Send held deliveries in reverse order; tell how many."""
        return int(self.control("POST", "/hooks/release")["released"])

    def replay(self, subscription_id: str, notification_id: int) -> None:
        """Deliver a notification once more."""
        body = {"subscription_id": subscription_id, "notification_id": notification_id}
        self.control("POST", "/hooks/replay", body)

    def requests(self, since: int = 0) -> list[Json]:
        """List the REST requests that came in, secrets masked."""
        return list(self.control("GET", "/requests", since=since))

    def calls(self, since: int = 0) -> list[Json]:
        """List the check calls and deliveries that were answered, secrets masked."""
        return list(self.control("GET", "/calls", since=since))

    def users(self) -> Json:
        """Show people and services by handle."""
        return self._json(self.control("GET", "/users"))

    def organization(self) -> Json:
        """Show environments, checks, service connections and subscriptions."""
        return self._json(self.control("GET", "/organization"))

    # Set-up over the documented API

    def create_service_connection(
        self, url: str, username: str, password: str, name: str = "Odoo gate"
    ) -> Json:
        """Create a generic service connection."""
        reference = {"id": self.project_id, "name": self.project_name}
        body = {
            "data": {},
            "name": name,
            "type": "generic",
            "url": url,
            "description": "",
            "owner": "library",
            "isShared": False,
            "isReady": True,
            "authorization": {
                "scheme": "UsernamePassword",
                "parameters": {"username": username, "password": password},
            },
            "serviceEndpointProjectReferences": [
                {"projectReference": reference, "name": name, "description": ""}
            ],
        }
        path = "serviceendpoint/endpoints"
        return self._json(self.rest("POST", path, body, project=False))

    def create_check(
        self,
        connection_id: str,
        *,
        resource_id: str = "12",
        resource_type: str = "environment",
        url_suffix: str = "",
        body: str = "",
        timeout: int = 1440,
        retry_interval: int = 0,
        callback: bool = True,
        success_criteria: str = "",
        headers: dict[str, str] | None = None,
        display_name: str = "Odoo release gate",
    ) -> Json:
        """Put an Invoke REST API check on a resource; `timeout` and `retry_interval` in minutes."""
        inputs = {
            "connectedServiceNameSelector": "connectedServiceName",
            "connectedServiceName": connection_id,
            "method": "POST",
            "headers": json.dumps(headers or CHECK_HEADERS, indent=0),
            "body": body,
            "urlSuffix": url_suffix,
            "waitForCompletion": "true" if callback else "false",
        }
        if success_criteria:
            inputs["successCriteria"] = success_criteria
        definition = {"id": INVOKE_REST_API, "name": "InvokeRESTAPI", "version": "1.220.0"}
        document = {
            "type": {"id": TASK_CHECK, "name": "Task Check"},
            "settings": {
                "displayName": display_name,
                "definitionRef": definition,
                "inputs": inputs,
                "retryInterval": retry_interval,
            },
            "timeout": timeout,
            "resource": {"type": resource_type, "id": resource_id, "name": ""},
        }
        path = "pipelines/checks/configurations"
        return self._json(self.rest("POST", path, document, version="7.1-preview.1"))

    def edit_check(self, check_id: int, **changes: Any) -> Json:
        """Change a check as an administrator would: timeout, isDisabled, or some `inputs`."""
        return self._json(self.control("PATCH", f"/checks/{check_id}", changes))

    def create_subscription(
        self,
        event_type: str,
        url: str,
        username: str,
        password: str,
        *,
        publisher: str = "pipelines",
        **filters: str,
    ) -> Json:
        """Create a web-hook subscription for the project; filters are publisher inputs."""
        body = {
            "publisherId": publisher,
            "eventType": event_type,
            "consumerId": "webHooks",
            "consumerActionId": "httpRequest",
            "publisherInputs": {"projectId": self.project_id, **filters},
            "consumerInputs": {
                "url": url,
                "basicAuthUsername": username,
                "basicAuthPassword": password,
                "resourceDetailsToSend": "all",
            },
        }
        return self._json(self.rest("POST", "hooks/subscriptions", body, project=False))

    def recreate_environment(self, reference: str) -> Json:
        """Delete an environment and make another of the same name, without checks."""
        return self._json(self.control("POST", f"/environments/{reference}/recreate"))

    @staticmethod
    def _json(value: Any) -> Json:
        if not isinstance(value, dict):
            raise SimulatorError(f"an object was expected, not {value!r}")
        return value


def _number(run: int | Json) -> int:
    return int(run["id"]) if isinstance(run, dict) else run


def _await(ready: Path, process: subprocess.Popen[bytes], seconds: float = 30.0) -> None:
    """Wait until the ready file is there; raises SimulatorError."""
    deadline = time.monotonic() + seconds
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SimulatorError(f"the simulator did not start; see {ready.with_suffix('.log')}")
        time.sleep(0.02)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to stop, and insist after ten seconds."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
