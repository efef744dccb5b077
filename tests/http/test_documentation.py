"""GET openapi.json and docs: made from the models that validate."""

from __future__ import annotations

from openapi_spec_validator import validate

from tests.support.api import PREFIX, Api, assert_ok
from tests.support.openapi import OpenApi

ROUTES = {
    "/run/start": {"post"},
    "/run/event": {"post"},
    "/run/finish": {"post"},
    "/approval": {"post"},
    "/approval/{approval_id}": {"get"},
    "/approval/{approval_id}/sign": {"post"},
    "/hooks/{connection_key}": {"post"},
    "/checks/{connection_key}": {"post"},
    "/ledger/checkpoint": {"get"},
    "/ledger/tile/{level}/{tile}": {"get"},
    "/ledger/tile/{level}/{tile}.p/{width}": {"get"},
    "/ledger/key": {"get"},
    "/ledger/entries/{entry}/proof": {"get"},
    "/health/live": {"get"},
    "/health/ready": {"get"},
    "/openapi.json": {"get"},
    "/docs": {"get"},
}


def test_the_document_is_valid_openapi(openapi: OpenApi) -> None:
    validate(openapi.document)


def test_it_describes_every_route(openapi: OpenApi) -> None:
    described = {
        path.removeprefix(PREFIX): set(operations)
        for path, operations in openapi.document["paths"].items()
    }
    assert ROUTES.items() <= described.items()


def test_it_names_this_server_and_is_the_same_for_everybody(api: Api, openapi: OpenApi) -> None:
    document = assert_ok(api.call("GET", "/openapi.json"))
    assert document == openapi.document
    assert [server["url"] for server in document["servers"]] == [api.url]


def test_a_forged_host_does_not_get_into_it(api: Api, openapi: OpenApi) -> None:
    """The configured base URL counts, never one that a request names."""
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert "evil.example" not in api.call("GET", "/openapi.json", headers=forged).text
    assert "evil.example" not in api.call("GET", "/docs", headers=forged).text


def test_the_page_shows_every_route_without_scripts(api: Api) -> None:
    page = api.call("GET", "/docs")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<script" not in page.text
    for path in ROUTES:
        assert path in page.text
