"""Fixtures around the served instance: its API, its people, its Azure DevOps, its log."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from demo.azure_devops.client import Simulator
from devtools.paths import ROOT
from devtools.testing import Served
from tests.support.api import PREFIX, Api
from tests.support.azure import Deployments, run_tokens
from tests.support.ledger import Ledger
from tests.support.log_watch import LogWatch
from tests.support.openapi import OpenApi
from tests.support.people import Json2, People

Json = dict[str, Any]
SECRET_NAMES = ("password", "token", "key")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of these tests."""
    config.addinivalue_line("markers", "slow: takes more than ten seconds")


@pytest.fixture(scope="session")
def openapi(instance: Json) -> OpenApi:
    """The document that the instance serves."""
    return OpenApi(requests.get(f"{instance['url']}{PREFIX}/openapi.json", timeout=30).json())


@pytest.fixture(scope="session")
def api(instance: Json, openapi: OpenApi) -> Api:
    """The API with the token of the served connection."""
    return Api(instance["url"], instance["connection"]["api_token"], openapi)


@pytest.fixture(scope="session")
def people(instance: Json) -> People:
    """Everybody who can log in."""
    return People(instance)


@pytest.fixture(scope="session")
def auditor(instance: Json) -> Json2:
    """JSON-2 with the auditor's key: reads everything, changes nothing."""
    return Json2(instance["url"], instance["users"]["auditor"]["api_key"])


@pytest.fixture(scope="session")
def azure_devops(served: Served) -> Simulator:
    """The simulated Azure DevOps of the instance."""
    return Simulator.from_ready_file(served.home / "azure_devops" / "ready.json")


@pytest.fixture(scope="session")
def deployments(azure_devops: Simulator, auditor: Json2, api: Api, people: People) -> Deployments:
    """Runs that go through Azure DevOps and Odoo."""
    return Deployments(azure_devops, auditor, api, people)


@pytest.fixture(scope="session")
def ledger(served: Served, api: Api, people: People, auditor: Json2) -> Ledger:
    """The transparency log as the auditor's program reads it."""
    return Ledger(served, api, people["auditor"]["api_key"], auditor)


@pytest.fixture(scope="session")
def secrets(instance: Json) -> set[str]:
    """Secrets that must not appear in any log; tests add those that they invent."""
    return set(_secrets(instance))


@pytest.fixture(scope="session")
def second(served: Served, secrets: set[str]) -> Json:
    """A connection whose approvals are none of the served people's business."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.support.second_connection", str(served.home / "odoo.conf")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    found: Json = json.loads(made.stdout)
    secrets.update(_secrets(found))
    return found


@pytest.fixture(scope="module")
def clean_log(
    served: Served, secrets: set[str], people: People, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Fail when Odoo's log gained an error, a traceback or a secret during a module."""
    watch = LogWatch(served.odoo_log)
    yield
    known = {*secrets, *people.cookies(), *run_tokens(served.home)}
    assert watch.troubles(known) == []


def _secrets(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from _secrets(inner, inner_name)
    # A connection's and a gate's `key` are parts of addresses.
    elif isinstance(value, str) and name.endswith(SECRET_NAMES) and name != "key":
        yield value
