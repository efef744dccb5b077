"""POST run/event: claims of a pipeline about its run."""

from __future__ import annotations

import json

import pytest

from tests.support.api import Api, assert_ok, error, fields, problems
from tests.support.people import Json2


def test_the_same_again_gives_the_first_answer(api: Api) -> None:
    body = {"run_id": api.started()["run_id"], "event_type": "lint", "event_data": {"rules": 7}}
    first = assert_ok(api.post("/run/event", body))
    assert assert_ok(api.post("/run/event", body)) == first


def test_other_content_is_another_event(api: Api) -> None:
    run = api.started()["run_id"]
    first = assert_ok(api.post("/run/event", {"run_id": run, "event_type": "build_success"}))
    other = assert_ok(
        api.post(
            "/run/event",
            {"run_id": run, "event_type": "build_success", "event_data": {"image": "api:2"}},
        )
    )
    assert first["event_id"] != other["event_id"]


def test_the_data_is_kept_as_it_came(api: Api, auditor: Json2) -> None:
    data = {"Größe": [1, 2.5, None, True], "emoji": "🚀", "nested": {"b": 1, "a": ""}}
    body = {"run_id": api.started()["run_id"], "event_type": "own_type", "event_data": data}
    event_id = assert_ok(api.post("/run/event", body))["event_id"]
    event = auditor.one("azdev.pipeline.event", [["id", "=", event_id]], "event_data", "source")
    assert json.loads(event["event_data"]) == data
    assert event["source"] == "claimed"


def test_an_unknown_run_is_404(api: Api) -> None:
    body = {"run_id": "20991231.9", "event_type": "build_success"}
    assert fields(error(api.post("/run/event", body), 404, "not_found")) == ["run_id"]


def test_an_event_that_names_its_pipeline_opens_the_run(api: Api, auditor: Json2) -> None:
    number = api.number()
    body = {"run_id": number, "pipeline_name": "deploy-api", "event_type": "build_success"}
    assert_ok(api.post("/run/event", body))
    run = auditor.one("azdev.pipeline.run", [["run_id", "=", number]], "status")
    assert run["status"] == "running"
    # The start that comes late finds the run.
    assert_ok(api.post("/run/start", {"run_id": number, "pipeline_name": "deploy-api"}))


def test_an_ambiguous_number_is_409_that_names_the_candidates(api: Api) -> None:
    number = api.number()
    for pipeline in ("deploy-api", "deploy-web"):
        assert_ok(api.post("/run/start", {"pipeline_name": pipeline, "run_id": number}))
    body = {"run_id": number, "event_type": "build_success"}
    found = error(api.post("/run/event", body), 409, "ambiguous")
    assert "deploy-api" in problems(found)
    assert "deploy-web" in problems(found)
    assert_ok(api.post("/run/event", {**body, "pipeline_name": "deploy-web"}))


@pytest.mark.parametrize("name", ["Build", "build-success", "", "x" * 65, "büild"])
def test_a_badly_spelled_type_is_400(api: Api, name: str) -> None:
    body = {"run_id": api.started()["run_id"], "event_type": name}
    assert fields(error(api.post("/run/event", body), 400, "invalid_request")) == ["event_type"]


def test_a_known_type_has_a_schema(api: Api) -> None:
    body = {
        "run_id": api.started()["run_id"],
        "event_type": "cost_estimate",
        "event_data": {"estimated_monthly_cost": "2500"},
    }
    found = error(api.post("/run/event", body), 400, "invalid_request")
    assert "estimated_monthly_cost" in problems(found)


def test_more_than_64_kib_of_data_are_400(api: Api) -> None:
    body = {
        "run_id": api.started()["run_id"],
        "event_type": "own_type",
        "event_data": {"text": "x" * 66_000},
    }
    assert fields(error(api.post("/run/event", body), 400, "invalid_request")) == ["event_data"]
