from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from benchmarks import load
from benchmarks.load import Request, Window

T = TypeVar("T")
Address = tuple[str, int]
POST = Request("POST", "/run/{m}", {"X-Kind": "test"}, '{"number": {n}}')


class Server:
    """A server that answers like Odoo: one request a connection."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.received: list[str] = []
        self.open = 0
        self.most_open = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or b"0")
        self.received.append((head + await reader.readexactly(length)).decode())
        for part in (self.answer[:20], self.answer[20:]):
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        self.open -= 1
        writer.close()


def against(server: Server, work: Callable[[Address], Awaitable[T]]) -> T:
    async def run() -> T:
        listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
        async with listening:
            return await work(listening.sockets[0].getsockname()[:2])

    return asyncio.run(run())


def ok(body: bytes = b"{}") -> Server:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return Server(head.encode() + body)


def loop(server: Server, **options: int | float) -> Window:
    return against(server, lambda address: load.closed_loop(address, [POST], **options))


def test_a_request_carries_its_number_and_what_it_is_about() -> None:
    head, _end, body = POST.encoded("host:1", 7, 3).decode().partition("\r\n\r\n")
    assert head.split("\r\n") == [
        "POST /run/3 HTTP/1.1",
        "Host: host:1",
        "X-Kind: test",
        "Content-Length: 13",
    ]
    assert body == '{"number": 7}'


def test_a_get_has_no_body_and_says_nothing_of_one() -> None:
    assert b"Content-Length" not in Request("GET", "/", {}).encoded("host:1")
    assert b"Content-Length: 0" in Request("POST", "/", {}).encoded("host:1")


def test_the_limit_is_kept_and_each_number_used_once() -> None:
    server = ok()
    window = loop(server, clients=4, seconds=30, limit=25, first=100)
    assert (len(window.samples), window.next_number) == (25, 125)
    numbers = sorted(int(text.rpartition(" ")[2].rstrip("}")) for text in server.received)
    assert numbers == list(range(100, 125))


def test_requests_of_a_block_are_about_the_same_thing() -> None:
    server = ok()
    loop(server, clients=1, seconds=30, limit=10, base=500, block=2, modulo=3)
    subjects = [int(text.split()[1].rpartition("/")[2]) for text in server.received]
    assert subjects == [500, 500, 501, 501, 502, 502, 500, 500, 501, 501]


def test_no_more_clients_than_asked_for_are_there_at_a_time() -> None:
    server = ok()
    loop(server, clients=3, seconds=30, limit=60)
    assert server.most_open <= 3


def test_nothing_is_sent_once_the_time_is_over() -> None:
    server = ok()
    assert loop(server, clients=2, seconds=0).samples == ()
    assert server.received == []


def test_a_burst_sends_all_at_once_and_keeps_the_order() -> None:
    server = ok()
    requests = [Request("GET", f"/{number}", {}) for number in range(20)]
    window = against(server, lambda address: load.burst(address, requests))
    assert [sample.status for sample in window.samples] == [200] * 20
    assert len(server.received) == 20


@pytest.mark.parametrize("answer", [b"", b"nonsense that is no HTTP"])
def test_no_answer_counts_as_status_zero(answer: bytes) -> None:
    [sample] = loop(Server(answer), clients=1, seconds=30, limit=1).samples
    assert sample.status == 0


def test_a_refused_connection_counts_as_status_zero() -> None:
    async def run(address: Address) -> Window:
        return await load.burst(("127.0.0.1", 1), [POST])

    [sample] = against(ok(), run).samples
    assert sample.status == 0


def test_an_answer_in_pieces_is_read_to_its_end() -> None:
    [sample] = loop(ok(b"x" * 300_000), clients=1, seconds=30, limit=1).samples
    assert sample.status == 200


@pytest.mark.parametrize(
    ("answer", "complete"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", True),
        (b"HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", False),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", False),
    ],
)
def test_an_answer_is_complete_when_its_length_is_there(answer: bytes, complete: bool) -> None:
    assert load.is_complete(answer) is complete
