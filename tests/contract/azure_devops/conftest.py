"""The simulator as a process, watched by the specifications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from demo.azure_devops.client import Simulator
from tests.contract.azure_devops import spec


class Contract:
    """Speaks REST to the simulator; every request and answer is checked."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Call an operation and check both sides; options: project, token, query, version."""
        simulator = self.simulator
        base = simulator.organization_url
        if options.get("project", True):
            base += f"/{simulator.project_id}"
        query = {"api-version": options.get("version", "7.2-preview.1"), **options.get("query", {})}
        since = simulator.requests()[-1]["number"] if simulator.requests() else 0
        response = requests.request(
            method,
            f"{base}/_apis/{path}",
            json=body if not isinstance(body, str) else None,
            data=body if isinstance(body, str) else None,
            params=query,
            auth=("", options.get("token", simulator.pat)),
            timeout=10,
        )
        assert response.ok, response.text
        (recorded,) = simulator.requests(since)
        spec.check_request(recorded)
        answer = None
        if response.content and "json" in response.headers["Content-Type"]:
            answer = response.json()
        spec.check_answer(method, recorded["path"], response.status_code, answer)
        return answer


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contract]:
    """A simulator of this module; skips where the specifications are absent."""
    if not spec.available():
        pytest.skip("the Azure DevOps REST specifications are not beside the repository")
    with Simulator.start(tmp_path_factory.mktemp("azure_devops")) as simulator:
        yield Contract(simulator)
