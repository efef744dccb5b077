"""A small synchronous driver for tests and the demonstration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from demo.azure_devops import bodies, process
from demo.azure_devops.process import SimulatorError

__all__ = ["Simulator", "SimulatorError"]

Json = dict[str, Any]
TIMEOUT = 30.0


class Simulator:
    """A running simulator: `control` moves the world, `rest` is the API, as administrator."""

    def __init__(self, ready: Json) -> None:
        self.url: str = ready["url"]
        self.organization_url: str = ready["organization_url"]
        self.project_id: str = ready["project_id"]
        self.project_name: str = ready["project_name"]
        self.pat: str = ready["pat"]
        self._control_url: str = ready["control_url"]
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
        state = Path(state_dir) if state_dir is not None else None
        running, ready = process.spawn(Path(directory), port, state)
        try:
            simulator = cls(ready)
            yield simulator
            simulator.close()
        finally:
            process.stop(running)

    def close(self) -> None:
        """Close the connections to the simulator."""
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
        """Wait for a state of the run, or with `stage=` of a stage; raises SimulatorError.

        States of a run and of a stage: waiting, acknowledged, running, completed. `timeout` in real
        seconds, default 30; `attempt` asks for that attempt of the stage or a later one.
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
        """Move simulated time; returns when all that fell due has happened, calls answered."""
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
        self, url: str, username: str, password: str, **more: str
    ) -> Json:
        """Create a generic service connection; `name` if not "Odoo gate"."""
        project = {"id": self.project_id, "name": self.project_name}
        body = bodies.service_connection(project, url, username, password, **more)
        return self._json(self.rest("POST", "serviceendpoint/endpoints", body, project=False))

    def create_check(self, connection_id: str, **options: Any) -> Json:
        """Put an Invoke REST API check on a resource; options as in `bodies.rest_check`."""
        body = bodies.rest_check(connection_id, **options)
        path = "pipelines/checks/configurations"
        return self._json(self.rest("POST", path, body, version="7.1-preview.1"))

    def edit_check(self, check_id: int, **changes: Any) -> Json:
        """Change a check as an administrator would: timeout, isDisabled, or some `inputs`."""
        return self._json(self.control("PATCH", f"/checks/{check_id}", changes))

    def create_subscription(
        self, event_type: str, url: str, username: str, password: str, **filters: str
    ) -> Json:
        """Create a web-hook subscription for the project; filters are publisher inputs."""
        body = bodies.subscription(self.project_id, event_type, url, username, password, filters)
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
