"""Service hooks: how fast they are accepted, and how fast the work behind them gets done."""

from __future__ import annotations

import base64
import json
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks import deployments
from benchmarks.load import Request
from benchmarks.report import Section, table
from benchmarks.session import Session
from benchmarks.verdicts import goal_at_least
from demo.azure_devops.client import Simulator
from devtools.polling import wait_until

TITLE = "Inbox of service hooks"
GOAL_PER_SECOND = 400
AT_ONCE = 4
"""So many notifications of one run come together: a stage ends, its job, the next ones begin."""
_STAGES = [
    {"name": name, "jobs": [{"name": name, "duration_seconds": 0.01}]} for name in ("Build", "Test")
]
_WAITING = "SELECT count(*) FROM azdev_delivery WHERE kind = 'hook' AND state = 'waiting'"
_SET_ASIDE = "SELECT count(*) FROM azdev_delivery WHERE kind = 'hook' AND state = 'set_aside'"
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the deliveries; seconds count from the first one."""

    accepted: int
    accepting: float
    backlog: int
    emptied_after: float

    @property
    def accepted_per_second(self) -> float:
        """Deliveries stored and answered a second."""
        return self.accepted / self.accepting

    @property
    def kept_pace(self) -> bool:
        """Tell whether next to nothing waited when the last delivery was accepted."""
        return self.backlog * 20 < self.accepted

    @property
    def drained_per_second(self) -> float:
        """Deliveries processed a second once no more come; at least what came if it kept pace."""
        if self.kept_pace:
            return self.accepted_per_second
        return self.backlog / (self.emptied_after - self.accepting)


def measure(session: Session) -> Section:
    """Send hooks of many runs for some seconds, then wait until all are processed."""
    plan, simulator, database = session.plan, session.bench.simulator, session.database
    templates = _templates(session)
    with deployments.without_hooks(simulator):
        first_build = _completed_runs(simulator, plan.inbox_builds)
    _wait_for_empty(session, _TIMEOUT)
    before = database.size("azdev_delivery")
    begun = time.monotonic()
    window = session.closed_loop(
        "service hook",
        templates,
        clients=plan.inbox_clients,
        seconds=plan.inbox_seconds,
        base=first_build,
        block=AT_ONCE,
        modulo=plan.inbox_builds,
    )
    backlog = int(database.value(_WAITING))
    empty = _wait_for_empty(session, plan.drain_limit)
    drained = Drained(len(window.samples), window.elapsed, backlog, time.monotonic() - begun)
    size = (database.size("azdev_delivery") - before) / drained.accepted
    if not empty:
        session.failures["service hook still waiting"] += int(database.value(_WAITING))
    if set_aside := int(database.value(_SET_ASIDE)):
        session.failures["service hook set aside"] += set_aside
    return _section(session, drained, len(templates), size)


def _templates(session: Session) -> list[Request]:
    """Return one run's deliveries as they were really sent, with `{n}` and `{m}` in them."""
    simulator, connection = session.bench.simulator, session.bench.connection
    run = simulator.queue_run(stages=_STAGES)["id"]
    simulator.wait_for(run, "completed", timeout=_TIMEOUT)

    def sent() -> list[dict[str, Any]]:
        mine = re.compile(rf"\b{run}\b")
        calls = [one for one in simulator.calls() if one["purpose"] == "hook"]
        return [one["body"] for one in calls if mine.search(json.dumps(one["body"]))]

    wait_until(
        lambda: any(one["eventType"] == "build.complete" for one in sent()), timeout=_TIMEOUT
    )
    pair = f"{connection['hook_username']}:{connection['hook_password']}"
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
    }
    path = urlsplit(connection["hook_url"]).path
    return [Request("POST", path, headers, _template(body, run)) for body in sent()]


def _template(body: dict[str, Any], run: int) -> str:
    text = json.dumps({**body, "notificationId": "#n#"}).replace('"#n#"', "{n}")
    return re.sub(rf"\b{run}\b", "{m}", text)


def _completed_runs(simulator: Simulator, count: int) -> int:
    """Have so many runs completed in the simulator and return the number of the first."""
    runs = [simulator.queue_run(stages=_STAGES)["id"] for _ in range(count)]
    for run in runs:
        simulator.wait_for(run, "completed", timeout=_TIMEOUT)
    return int(runs[0])


def _wait_for_empty(session: Session, seconds: float) -> bool:
    return wait_until(lambda: session.database.value(_WAITING) == 0, timeout=seconds)


def _section(session: Session, drained: Drained, kinds: int, size: float) -> Section:
    rows = [
        ["accepted", f"{drained.accepted_per_second:.0f}", f"{drained.accepting:.1f}"],
        ["drained" + " (kept pace)" * drained.kept_pace, f"{drained.drained_per_second:.0f}", ""],
        [
            "first delivery to last one processed",
            f"{drained.accepted / drained.emptied_after:.0f}",
            f"{drained.emptied_after:.1f}",
        ],
    ]
    plan = session.plan
    lines = table([f"{plan.inbox_clients} clients", "deliveries/s", "seconds"], rows)
    lines += [
        f"    {kinds} kinds of notification about {plan.inbox_builds} runs, {AT_ONCE} of a run",
        "    at a time, in any order, over and over.",
        "    Processed means read back from the simulated Azure DevOps and recorded, on the same",
        "    two cores.",
        f"    When the last was accepted, {drained.backlog} of {drained.accepted} still waited.",
        f"    {size:.0f} bytes a delivery.",
    ]
    verdicts = [
        goal_at_least(
            f"inbox accepts at {plan.inbox_clients} clients",
            drained.accepted_per_second,
            GOAL_PER_SECOND,
            "/s",
        ),
        goal_at_least(
            "inbox drains ÷ accepts",
            drained.drained_per_second / drained.accepted_per_second,
            1.0,
            " times",
        ),
    ]
    data = {
        "accepted_per_second": drained.accepted_per_second,
        "drained_per_second": drained.drained_per_second,
        "backlog": drained.backlog,
        "bytes_per_delivery": size,
    }
    return Section(TITLE, lines, data, verdicts)
