"""Bodies that two readers could understand differently are refused, with what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Api, assert_ok, error, fields

MIB = 1024 * 1024
ROUTES = ("/run/start", "/run/event", "/run/finish", "/approval")
GARBAGE = [
    pytest.param(b"", "body_empty", id="empty"),
    pytest.param(b" \n", "body_empty", id="spaces"),
    pytest.param(b"\xff\xfe{\x00}\x00", "not_utf8", id="not UTF-8"),
    pytest.param(b"run_id=1&status=success", "not_json", id="form"),
    pytest.param(b'{"run_id": "1"', "not_json", id="cut off"),
    pytest.param(b"{'run_id': '1'}", "not_json", id="single quotes"),
    pytest.param(b'{"run_id": "1"} {}', "not_json", id="two objects"),
    pytest.param(b"[]", "not_an_object", id="list"),
    pytest.param(b"null", "not_an_object", id="null"),
    pytest.param(b'{"run_id": "1", "run_id": "2"}', "duplicate_key", id="repeated key"),
    pytest.param(b'{"run_id": NaN}', "number_refused", id="NaN"),
    pytest.param(b'{"run_id": -Infinity}', "number_refused", id="Infinity"),
    pytest.param(b'{"run_id": ' + b"9" * 10_000 + b"}", "number_refused", id="endless number"),
    pytest.param(b'{"run_id": 1e999999}', "number_refused", id="huge exponent"),
    pytest.param(b'{"run_id": "\\ud800"}', "text_refused", id="lone surrogate"),
    pytest.param(b'{"run_id": "a\\u0000b"}', "text_refused", id="NUL"),
    pytest.param(b'{"a\\u0000b": 1}', "text_refused", id="NUL in a key"),
    pytest.param(b"[" * 200_000, "too_deep", id="deep"),
    pytest.param(b'{"a":' * 40 + b"1" + b"}" * 40, "too_deep", id="nested"),
]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(("body", "code"), GARBAGE)
def test_garbage_is_400(api: Api, path: str, body: bytes, code: str) -> None:
    error(api.post(path, body), 400, code)


@pytest.mark.parametrize("path", ROUTES)
def test_2_mib_are_413(api: Api, path: str) -> None:
    error(api.post(path, b'{"x": "' + b"x" * 2 * MIB + b'"}'), 413, "body_too_large")


def test_exactly_1_mib_is_read(api: Api) -> None:
    body = b'{"run_id": "'.ljust(MIB - 2, b"x") + b'"}'
    assert fields(error(api.post("/run/finish", body), 400, "invalid_request"))
    error(api.post("/run/finish", body + b" "), 413, "body_too_large")


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/run/start", {"run_id": 20260127.1}),
        ("/run/start", {"run_id": ["x"]}),
        ("/run/start", {"pipeline_name": ""}),
        ("/run/start", {"pipeline_name": "x" * 256}),
        ("/run/start", {"pipeline_name": " padded "}),
        ("/run/start", {"branch": None}),
        ("/run/start", {"commit": "not hexadecimal"}),
        ("/run/start", {"build_id": "1001"}),
        ("/run/start", {"build_id": 0}),
        ("/run/start", {"attempt": 1.0}),
        ("/run/start", {"attempt": True}),
        ("/run/start", {"triggered_by": {"name": "x"}}),
        ("/run/start", {"branch": "main\u202egnp"}),
        ("/run/finish", {"status": "running"}),
        ("/run/finish", {"status": "Success"}),
        ("/run/finish", {"end_time": "2026-01-27 14:30"}),
        ("/run/finish", {"end_time": "2026-02-30T14:30:00Z"}),
        ("/run/finish", {"end_time": 1769524200}),
    ],
)
def test_a_wrong_type_is_400_that_names_the_field(
    api: Api, path: str, changes: dict[str, Any]
) -> None:
    good = {
        "/run/start": {"pipeline_name": "deploy-api", "run_id": "20260127.1"},
        "/run/finish": {
            "run_id": "20260127.1",
            "status": "success",
            "end_time": "2026-01-27T14:30:00Z",
        },
    }
    found = error(api.post(path, {**good[path], **changes}), 400, "invalid_request")
    assert fields(found) == list(changes)


def test_an_unknown_field_is_400_with_a_hint(api: Api) -> None:
    body = {"pipeline_name": "deploy-api", "run_id": api.number(), "comit": "abc123def456"}
    found = error(api.post("/run/start", body), 400, "invalid_request")
    assert fields(found) == ["comit"]
    assert "commit" in found["details"][0]["problem"]


def test_all_wrong_fields_are_listed_at_once(api: Api) -> None:
    body = {"run_id": 1, "status": "x", "end_time": 2, "more": 3}
    found = error(api.post("/run/finish", body), 400, "invalid_request")
    assert set(fields(found)) == set(body)


def test_values_are_not_repeated_in_the_answer(api: Api) -> None:
    response = api.post("/run/finish", {"run_id": "a\x07<script>", "status": "hunter2"})
    assert response.status_code == 400
    assert "hunter2" not in response.text
    assert "script" not in response.text


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_json_is_read_whatever_the_content_type(api: Api, content_type: str) -> None:
    response = api.call(
        "POST",
        "/run/start",
        data=b'{"pipeline_name": "deploy-api", "run_id": "%s"}' % api.number().encode(),
        headers={"Authorization": f"Bearer {api.token}", "Content-Type": content_type},
    )
    assert_ok(response)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/run/start"),
        ("POST", "/run/stop"),
        ("GET", "/a%0Ab/%0D%0A"),
    ],
)
def test_unknown_routes_and_methods_are_refused_in_the_same_form(
    api: Api, method: str, path: str
) -> None:
    response = api.call(method, path, documented=False)
    assert response.status_code in (404, 405)
    assert response.json()["success"] is False
    assert response.json()["request_id"]
