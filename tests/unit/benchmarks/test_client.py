from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.client import Client
from benchmarks.load import Request


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204 if self.path.startswith("/ok") else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_process_does_one_job_after_the_other(url: str) -> None:
    with Client(url) as client:
        window = client.closed_loop(
            [Request("GET", "/ok/{n}", {})], clients=2, seconds=30, first=5, limit=10
        )
        answers = client.burst([Request("GET", "/ok", {}), Request("GET", "/no", {})])
    assert ([sample.status for sample in window.samples], window.next_number) == ([204] * 10, 15)
    assert [sample.status for sample in answers.samples] == [204, 404]


def test_a_process_that_can_not_do_a_job_is_said_to_have_ended(url: str) -> None:
    with Client(url) as client, pytest.raises(RuntimeError, match="ended"):
        client.closed_loop([], clients=1, seconds=1, limit=1)
