"""The simulated Azure DevOps, asked what the demonstration wants to know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.azure_devops.client import Simulator, SimulatorError
from demo.expectations import DemoFailed

Json = dict[str, Any]
STAGE = "Production"
_BUILD_SECONDS = 95.0
_DEPLOY_SECONDS = 40.0


class AzureDevOps(Simulator):
    """A simulator whose runs build for a while and then deploy to `production`."""

    @classmethod
    def of(cls, home: Path) -> AzureDevOps:
        """Connect to the simulator of an instance."""
        return cls(json.loads((home / "ready.json").read_text()))

    @property
    def organization_page(self) -> str:
        """Where people see all runs."""
        return f"{self.url}/"

    def queue_deployment(self, requester: str, pipeline: str, environment: str) -> Json:
        """Queue a run with a build stage and a stage, named for it, that uses an environment."""
        build = {"name": "Compile", "duration_seconds": _BUILD_SECONDS}
        deploy = {
            "name": "Deploy",
            "environment": environment,
            "duration_seconds": _DEPLOY_SECONDS,
        }
        return self.queue_run(
            requester=requester,
            pipeline=pipeline,
            stages=[
                {"name": "Build", "jobs": [build]},
                {"name": environment.capitalize(), "jobs": [deploy]},
            ],
        )

    def finish_build(self, run: Json) -> Json:
        """Let the build stage's time pass and wait until the check of the next one was called."""
        self.advance(_BUILD_SECONDS)
        return self.wait_for(run, "acknowledged", stage=guarded_stage(run))

    def finish_deployment(self, run: Json) -> Json:
        """Let the deployment's time pass and wait until the run has completed."""
        self.advance(_DEPLOY_SECONDS)
        return self.wait_for(run, "completed")

    def wait_for(self, run: int | Json, until: str = "completed", **query: Any) -> Json:
        """Wait for a state of the run or of one of its stages; raises DemoFailed in one line."""
        try:
            return super().wait_for(run, until, **query)
        except SimulatorError as error:
            shown = self.run(run)
            stages = ", ".join(f"{stage['name']} {stage['state']}" for stage in shown["stages"])
            what = f"{query.get('stage', 'the run')} of build {shown['id']} is not {until} in time"
            raise DemoFailed(f"{what}: run {shown['state']}, stages {stages}") from error

    def completions(self, run: Json) -> list[Json]:
        """List the `TaskCompleted` requests for a run's newest check, whatever their answer."""
        plan = self.check_run(run, guarded_stage(run))["plan_id"]
        return [
            entry
            for entry in self.requests()
            if plan in entry["path"]
            and entry["path"].endswith("/events")
            and (entry["body"] or {}).get("name") == "TaskCompleted"
        ]

    def effective_completions(self, run: Json) -> int:
        """Count the `TaskCompleted` that Azure DevOps took for a run's newest check."""
        return sum(entry["status"] == 204 for entry in self.completions(run))


def guarded_stage(run: Json) -> str:
    """Return the name of a run's last stage, the one that deploys."""
    return str(run["stages"][-1]["name"])
