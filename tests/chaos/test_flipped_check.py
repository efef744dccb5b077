"""A check flipped to ApiResponse takes our acknowledgement for a yes (threat F4)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from demo.azure_devops.client import Simulator, SimulatorError
from devtools.console import say
from tests.chaos.conftest import Chaos
from tests.support.azure import STAGE
from tests.support.polling import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
LONG = 3600
SOON = 15
"""Seconds of deployment that we live with; docs/threat-model.md names what is measured."""

FLIP = {"waitForCompletion": "false", "successCriteria": ""}
DEPLOY = {"name": "Deploy", "environment": "production", "duration_seconds": LONG}
STAGES = [{"name": STAGE, "jobs": [DEPLOY]}, {"name": "After", "jobs": [{"name": "Smoke"}]}]

CHANGED = {"kind": "check_changed", "severity": "critical", "state": "open"}

Json = dict[str, Any]


class Flip:
    """The check on production in the hands of the project's administrator."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        checks = simulator.organization()["checks"]
        (self._check,) = [one for one in checks if one["resource"]["id"] == "12"]
        inputs = self._check["settings"]["inputs"]
        self._kept = {name: inputs.get(name, "") for name in FLIP}
        simulator.edit_check(self._check["id"], inputs=FLIP)

    def back(self) -> None:
        """Put the settings back as they were."""
        self._simulator.edit_check(self._check["id"], inputs=self._kept)

    def delete(self) -> None:
        """Delete the check."""
        path = f"pipelines/checks/configurations/{self._check['id']}"
        self._simulator.rest("DELETE", path, version="7.1-preview.1")

    def restore(self) -> None:
        """Put it back, or make it anew where it was deleted."""
        try:
            self.back()
        except SimulatorError:
            path = "pipelines/checks/configurations"
            settings = self._check["settings"]
            settings = {**settings, "inputs": {**settings["inputs"], **self._kept}}
            body = {name: self._check[name] for name in ("type", "resource", "timeout")}
            body["settings"] = settings
            self._simulator.rest("POST", path, body, version="7.1-preview.1")


@pytest.fixture
def flipped(chaos: Chaos) -> Iterator[Flip]:
    """Flip the check on production; put it back afterwards and take it as the right one."""
    flip = Flip(chaos.azure_devops)
    yield flip
    chaos.azure_devops.end_outages()
    flip.restore()
    call = chaos.people.call_kw
    (gate,) = call("admin", "azdev.gate", "search", [["key", "=", "production"]])["result"]
    call("admin", "azdev.gate", "action_verify_again", [gate])


@pytest.fixture(autouse=True)
def _verified(chaos: Chaos) -> None:
    """Let the gate know its check before anybody edits it."""
    run, approval = chaos.deployments.waiting()
    chaos.deployments.approve(approval)
    chaos.azure_devops.wait_for(run)


def _started(chaos: Chaos) -> tuple[Json, float]:
    """Queue a run; return it and the time at which its stage was seen running."""
    run = chaos.azure_devops.queue_run(stages=STAGES)
    chaos.azure_devops.wait_for(run, "running", stage=STAGE)
    return run, time.monotonic()


def _cancels(chaos: Chaos, run: Json) -> list[Json]:
    wanted = f"/build/builds/{run['id']}/stages/{STAGE}"
    return [
        request
        for request in chaos.azure_devops.requests()
        if request["method"] == "PATCH" and request["path"].endswith(wanted)
    ]


def _refused(chaos: Chaos, run: Json) -> Json:
    """Wait until the call of a run is set aside, and return the only exception about it."""
    plan = chaos.azure_devops.check_run(run, STAGE)["plan_id"]
    domain = [["kind", "=", "check"], ["dedupe_key", "=like", f"{plan}/%"]]

    def set_aside() -> list[Json]:
        return chaos.auditor.read("azdev.delivery", [*domain, ["state", "=", "set_aside"]], "state")

    (delivery,) = until(set_aside, "the call to be set aside", SOON)
    found = chaos.auditor.one(
        "azdev.exception", [["delivery_id", "=", delivery["id"]]], "kind", "severity", "state"
    )
    del found["id"]
    return found


def _is_stopped(chaos: Chaos, run: Json, within: float) -> None:
    chaos.azure_devops.wait_for(run, "completed", timeout=within)
    assert chaos.azure_devops.stage(run, STAGE)["result"] == "canceled"
    assert chaos.azure_devops.stage(run, "After")["result"] == "skipped"
    # the run's own token may not cancel; the connection's credential may
    (cancel,) = [request for request in _cancels(chaos, run) if request["status"] == 200]
    assert cancel["body"] == {"state": "cancel"}
    assert _refused(chaos, run) == CHANGED
    assert chaos.auditor.read("azdev.approval", [["build_id", "=", run["id"]]], "status") == []


def test_the_stage_is_cancelled_within_one_read_back(chaos: Chaos, flipped: Flip) -> None:
    run, start = _started(chaos)
    _is_stopped(chaos, run, SOON)
    say(f"a flipped check let its stage run for {time.monotonic() - start:.1f} s")


def test_a_cancellation_that_does_not_arrive_is_repeated(chaos: Chaos, flipped: Flip) -> None:
    chaos.azure_devops.outage("write", times=4)
    run, _start = _started(chaos)
    _is_stopped(chaos, run, 4 * SOON)
    failed = [request["status"] for request in _cancels(chaos, run)]
    assert len(failed) > 2


def test_flipping_it_back_at_once_hides_nothing(chaos: Chaos, flipped: Flip) -> None:
    """Nobody could look in time; when Odoo can, the check looks as it did before."""
    chaos.azure_devops.outage("read")
    run, _start = _started(chaos)
    flipped.back()
    chaos.azure_devops.end_outages()
    _is_stopped(chaos, run, 4 * SOON)


def test_deleting_it_at_once_hides_nothing(chaos: Chaos, flipped: Flip) -> None:
    chaos.azure_devops.outage("read")
    run, _start = _started(chaos)
    flipped.delete()
    chaos.azure_devops.end_outages()
    _is_stopped(chaos, run, 4 * SOON)
