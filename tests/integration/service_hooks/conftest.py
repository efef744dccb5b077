"""The library against the simulated Azure DevOps: two real processes, real HTTP both ways."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import pytest

from demo.azure_devops.client import Simulator
from service_hooks.check_call import CheckCall, auth_token, parse_check_call
from service_hooks.client import AzureDevOpsClient
from service_hooks.credentials import BearerToken, Credential, PersonalAccessToken
from service_hooks.organization_url import parse_organization_url
from service_hooks.records.check_configuration import CheckMode
from service_hooks.records.check_suite import Resource
from service_hooks.registration_bodies import (
    CheckSettings,
    rest_check_body,
    service_connection_body,
    subscription_bodies,
)
from service_hooks.requests_transport import RequestsTransport

sys.path.insert(0, str(Path(__file__).parent))

WAIT = 20.0
STAGES = [
    {"name": "Staging", "display_name": "Production", "jobs": [{"environment": "staging"}]},
    {"name": "Production", "depends_on": [], "jobs": [{"environment": "production"}]},
]


@dataclass(frozen=True)
class Received:
    """A request that Azure DevOps sent."""

    path: str
    headers: dict[str, str]
    body: bytes


class Endpoint:
    """A stand-in for Odoo: it answers 200 to everything and keeps it, checks and hooks apart."""

    def __init__(self) -> None:
        self.checks: Queue[Received] = Queue()
        self.hooks: Queue[Received] = Queue()
        queues = {"/checks": self.checks, "/hooks": self.hooks}

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                queues[self.path].put(Received(self.path, dict(self.headers.items()), body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Keep the test's output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """Return a running simulated organization."""
    with Simulator.start(tmp_path_factory.mktemp("azure-devops")) as running:
        yield running


@pytest.fixture(scope="session")
def endpoint() -> Iterator[Endpoint]:
    """Return the address that checks and hooks call."""
    serving = Endpoint()
    yield serving
    serving.close()


@dataclass
class Gate:
    """A registered organization: what Odoo would be in the middle of."""

    simulator: Simulator
    endpoint: Endpoint
    transport: RequestsTransport

    def client(self, credential: Credential | None = None) -> AzureDevOpsClient:
        """Return a client with a credential, by default the administrator's."""
        return AzureDevOpsClient(
            parse_organization_url(self.simulator.organization_url),
            credential or PersonalAccessToken(self.simulator.pat),
            transport=self.transport,
        )

    def queue(self, **spec: object) -> dict[str, object]:
        """Queue a run whose two stages wait for their checks at the same time."""
        return self.simulator.queue_run(**{"stages": STAGES, **spec})

    def calls(self, count: int = 2) -> dict[str, tuple[CheckCall, BearerToken]]:
        """Return the next check calls by stage, each with its token."""
        found = {}
        for _ in range(count):
            received = self.endpoint.checks.get(timeout=WAIT)
            call = self.parse(received.headers, received.body)
            found[call.stage or ""] = (call, BearerToken(auth_token(received.headers) or ""))
        return found

    def parse(self, headers: dict[str, str], body: bytes) -> CheckCall:
        """Parse a call of this organization."""
        organization = parse_organization_url(self.simulator.organization_url)
        return parse_check_call(headers, body, organization_url=organization)


@pytest.fixture(scope="session")
def gate(simulator: Simulator, endpoint: Endpoint) -> Iterator[Gate]:
    """Register connection, checks and subscriptions with the library's own bodies."""
    connection = simulator.rest(
        "POST",
        "serviceendpoint/endpoints",
        service_connection_body(
            name="Odoo gate",
            url=endpoint.url,
            username="gate",
            password="s3cret",
            project_id=simulator.project_id,
            project_name=simulator.project_name,
        ),
        project=False,
    )
    for resource_id, name in (("12", "production"), ("13", "staging")):
        settings = CheckSettings(
            gate=name,
            display_name=f"Odoo gate {name}",
            connection_id=connection["id"],
            url_suffix="/checks",
            resource=Resource(type="environment", id=resource_id, name=name),
            timeout=1440,
            mode=CheckMode.CALLBACK,
        )
        body = rest_check_body(settings)
        simulator.rest("POST", "pipelines/checks/configurations", body, version="7.1-preview.1")
    for body in subscription_bodies(
        project_id=simulator.project_id,
        url=f"{endpoint.url}/hooks",
        username="ado",
        password="s3cret",
    ):
        simulator.rest("POST", "hooks/subscriptions", body, project=False)
    with RequestsTransport() as transport:
        yield Gate(simulator, endpoint, transport)
