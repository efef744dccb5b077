"""POST run/start: upsert on connection, project, pipeline and run_id (rulings, "Gate and runs")."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.support.api import Api, assert_ok, error, fields, problems
from tests.support.people import Json2


def test_the_same_again_gives_the_first_answer(api: Api) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number(), "branch": "main"}
    first = assert_ok(api.post("/run/start", body))
    assert assert_ok(api.post("/run/start", body)) == first


def test_absent_fields_are_filled_in(api: Api, auditor: Json2) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number()}
    first = assert_ok(api.post("/run/start", body))
    assert assert_ok(api.post("/run/start", {**body, "commit": "abc123def456"})) == first
    # What the second call left out is not taken away.
    assert assert_ok(api.post("/run/start", {**body, "branch": "main"})) == first
    run = auditor.one(
        "azdev.pipeline.run", [["id", "=", first["odoo_record_id"]]], "branch", "commit"
    )
    assert (run["branch"], run["commit"]) == ("main", "abc123def456")


def test_a_differing_field_is_409_with_both_values(api: Api) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number(), "branch": "main"}
    assert_ok(api.post("/run/start", body))
    found = error(api.post("/run/start", {**body, "branch": "release"}), 409, "conflict")
    assert "branch" in problems(found)
    assert "main" in problems(found)
    assert "release" in problems(found)


def test_another_build_with_the_same_number_is_409_with_both(api: Api) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number(), "build_id": 900_077}
    assert_ok(api.post("/run/start", body))
    found = error(api.post("/run/start", {**body, "build_id": 900_078}), 409, "conflict")
    assert "900077" in problems(found)
    assert "900078" in problems(found)


def test_a_build_that_is_recorded_under_another_number_is_409_with_both(api: Api) -> None:
    first = {"pipeline_name": "deploy-api", "run_id": api.number(), "build_id": 900_079}
    assert_ok(api.post("/run/start", first))
    second = {"pipeline_name": "deploy-api", "run_id": api.number()}
    error(api.post("/run/start", {**second, "build_id": 900_079}), 409, "conflict")
    # Nor is the number filled in where the second run is there already.
    assert_ok(api.post("/run/start", second))
    found = error(api.post("/run/start", {**second, "build_id": 900_079}), 409, "conflict")
    assert first["run_id"] in problems(found)
    assert second["run_id"] in problems(found)


def test_a_build_number_beyond_32_bits_is_400(api: Api) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number(), "build_id": 2**31}
    assert fields(error(api.post("/run/start", body), 400, "invalid_request")) == ["build_id"]


def test_equal_numbers_of_two_pipelines_are_two_runs(api: Api) -> None:
    number = api.number()
    first = assert_ok(api.post("/run/start", {"pipeline_name": "deploy-api", "run_id": number}))
    second = assert_ok(api.post("/run/start", {"pipeline_name": "deploy-web", "run_id": number}))
    assert first["odoo_record_id"] != second["odoo_record_id"]


def test_another_attempt_is_another_row(api: Api) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number()}
    first = assert_ok(api.post("/run/start", body))
    second = assert_ok(api.post("/run/start", {**body, "attempt": 2}))
    assert first["odoo_record_id"] != second["odoo_record_id"]


def test_sixteen_at_once_open_one_run(api: Api, auditor: Json2) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number(), "branch": "main"}
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: api.post("/run/start", body), range(16)))
    assert {assert_ok(answer)["odoo_record_id"] for answer in answers} == {
        auditor.one("azdev.pipeline.run", [["run_id", "=", body["run_id"]]])["id"]
    }


def test_what_is_recorded_names_source_and_ledger_entry(api: Api, auditor: Json2) -> None:
    started = assert_ok(
        api.post("/run/start", {"pipeline_name": "deploy-api", "run_id": api.number()})
    )
    run = auditor.one(
        "azdev.pipeline.run",
        [["id", "=", started["odoo_record_id"]]],
        "uuid",
        "source",
        "status",
        "start_time",
    )
    assert (run["source"], run["status"]) == ("claimed", "running")
    assert run["start_time"]
    entry = auditor.one("azdev.ledger.entry", [["subject", "=", f"run:{run['uuid']}"]], "kind")
    assert entry["kind"] == "run.started"
