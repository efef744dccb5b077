from __future__ import annotations

import pytest

from demo.azure import AzureDevOps
from demo.azure_devops.process import SimulatorError
from demo.expectations import DemoFailed

PLAN = "510c59f2-b810-4d85-a654-ab96b90f9a57"
RUN = {"id": 7, "stages": [{"name": "Build"}, {"name": "Production"}]}


def event(status, name="TaskCompleted", plan=PLAN, area="events"):
    path = f"/fabrikam/p/_apis/distributedtask/hubs/checks/plans/{plan}/{area}"
    return {"path": path, "status": status, "body": {"name": name}}


class Recorded(AzureDevOps):
    """A simulator that has got these requests."""

    def __init__(self, *requests):
        self._requests = list(requests)

    def check_run(self, run, stage, index=0):
        assert stage == "Production"
        return {"plan_id": PLAN}

    def requests(self, since=0):
        return self._requests

    def run(self, run):
        return {
            "id": 7,
            "state": "inProgress",
            "stages": [{"name": "Production", "state": "waiting"}],
        }

    def control(self, method, route, body=None, **query):
        raise SimulatorError("408 {a long document}")


def test_each_try_counts_as_sent_and_only_accepted_ones_as_effective():
    azure = Recorded(event(503), event(204), event(500))
    assert len(azure.completions(RUN)) == 3
    assert azure.effective_completions(RUN) == 1


def test_two_accepted_callbacks_would_be_seen():
    assert Recorded(event(204), event(204)).effective_completions(RUN) == 2


@pytest.mark.parametrize(
    "other",
    [
        event(204, name="TaskStarted"),
        event(204, plan="c1cb6d01-8cb5-4cfe-a88a-48c29da7bc49"),
        event(204, area="logs"),
        {**event(204), "body": None},
    ],
)
def test_other_requests_are_no_callbacks(other):
    assert Recorded(other).completions(RUN) == []


def test_a_state_that_is_not_reached_is_said_in_one_line():
    with pytest.raises(DemoFailed) as raised:
        Recorded().wait_for(RUN, "running", stage="Production")
    assert str(raised.value) == (
        "Production of build 7 is not running in time: run inProgress, stages Production waiting"
    )
