"""A simulated organization without HTTP, with Odoo played by a function."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from demo.azure_devops import bodies, runs, seed
from demo.azure_devops.api import table
from demo.azure_devops.api.core import Answer, Call
from demo.azure_devops.assembly import build_world, take_reply
from demo.azure_devops.model import CheckRun, Run
from demo.azure_devops.world import Outgoing, Reply, World

START = 1_795_000_000.0
PROTECTED = [{"name": "Production", "jobs": [{"name": "Deploy", "environment": "production"}]}]


class Playground:
    """The organization, its clock standing still, and everything it sent."""

    def __init__(self) -> None:
        chance = random.Random(1)
        organization = seed.organization("fabrikam", "web-shop", START, chance)
        self.world: World = build_world(organization, "http://127.0.0.1:1", lambda: START, chance)
        self.world.scheduler.freeze()
        self.sent: list[Outgoing] = []
        self.odoo: Callable[[Outgoing], Reply | int | None] = lambda call: 200
        self._router = table.build_router()

    @property
    def organization(self) -> Any:
        return self.world.organization

    def settle(self) -> None:
        """Fire what is due and answer what leaves; an answer of None stays on its way for ever."""
        self.world.scheduler.run_due()
        while self.world.outbox:
            call = self.world.outbox.popleft()
            self.sent.append(call)
            answer = self.odoo(call)
            if answer is not None:
                reply = Reply(answer) if isinstance(answer, int) else answer
                take_reply(self.world, call, reply)
            self.world.scheduler.run_due()

    def advance(self, seconds: float) -> None:
        target = self.world.now + seconds
        self.settle()
        while self.world.scheduler.fire_next(target):
            self.settle()
        self.world.scheduler.move_to(target)

    def queue(self, **spec: Any) -> Run:
        run = runs.queue(self.world, spec)
        self.settle()
        return run

    def rest(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """Call the API as administrator; options: token, query, place, version, project."""
        place = "/fabrikam" if options.get("project") is False else "/fabrikam/web-shop"
        place = options.get("place", place)
        version = {"api-version": "7.1"} if options.get("version", True) else {}
        secret = options.get("token", self.organization.secrets.personal_access_token)
        pair = base64.b64encode(f":{secret}".encode()).decode()
        call = Call(
            world=self.world,
            method=method,
            path=f"{place}/_apis/{path}",
            query={**version, **options.get("query", {})},
            headers={"authorization": f"Basic {pair}"},
            body=b"" if body is None else json.dumps(body).encode(),
        )
        answer = table.answer(self._router, call)
        self.settle()
        return answer

    def connection(self, **more: str) -> str:
        project = {"id": self.organization.project.id, "name": self.organization.project.name}
        body = bodies.service_connection(project, "http://odoo.example", "gate", "pw", **more)
        return self.rest("POST", "serviceendpoint/endpoints", body, project=False).body["id"]

    def check(self, **options: Any) -> dict[str, Any]:
        """Put an Invoke REST API check on the production environment."""
        body = bodies.rest_check(options.pop("connection", None) or self.connection(), **options)
        answer = self.rest("POST", "pipelines/checks/configurations", body)
        assert answer.status == 200, answer.body
        return answer.body

    def subscribe(self, event_type: str, **filters: str) -> Any:
        body = bodies.subscription(
            self.organization.project.id,
            event_type,
            "http://odoo.example/hook",
            "ado",
            "pw",
            filters,
        )
        answer = self.rest("POST", "hooks/subscriptions", body, project=False)
        assert answer.status == 200, answer.body
        return self.organization.subscriptions[answer.body["id"]]

    def check_run(self, run: Run, stage: str = "Production") -> CheckRun:
        suite_id = run.stage(stage).current.suite_id
        return self.organization.suites[suite_id].check_runs[0]

    def complete_task(
        self, run: Run, result: str, stage: str = "Production", **options: Any
    ) -> Answer:
        """Send TaskCompleted for the stage's check."""
        check_run = self.check_run(run, stage)
        plan = self.organization.plans[options.pop("plan_id", check_run.plan_id)]
        event = {
            "name": "TaskCompleted",
            "taskId": plan.task_id,
            "jobId": plan.job_id,
            "result": result,
        }
        path = f"distributedtask/hubs/checks/plans/{plan.id}/events"
        return self.rest("POST", path, {**event, **options.pop("event", {})}, **options)

    def calls(self, purpose: str) -> list[Outgoing]:
        return [call for call in self.sent if call.purpose == purpose]

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(call.body) for call in self.calls("hook")]


@pytest.fixture
def play() -> Playground:
    return Playground()


@pytest.fixture
def protected() -> list[dict[str, Any]]:
    """One stage that deploys to the production environment."""
    return PROTECTED


@pytest.fixture
def playground() -> type[Playground]:
    """Makes organizations, for tests that need a fresh one for each example."""
    return Playground
