"""GET health/live and health/ready: for load balancers, without credentials, without data."""

from __future__ import annotations

from tests.support.api import Api, assert_ok


def test_live(api: Api) -> None:
    assert assert_ok(api.call("GET", "/health/live")) == {"status": "live"}


def test_ready(api: Api) -> None:
    answer = assert_ok(api.call("GET", "/health/ready"))
    assert answer["status"] == "ready"
    assert set(answer["parts"].values()) == {"ok"}


def test_they_set_no_session(api: Api) -> None:
    for path in ("/health/live", "/health/ready"):
        assert "Set-Cookie" not in api.call("GET", path).headers
