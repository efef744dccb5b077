"""Azure DevOps' own clock, as its answers show it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service_hooks.server_clock import ClockReadingTransport, parse_date
from service_hooks.transport import Answer, Request, Timeouts

REQUEST = Request(method="GET", url="https://dev.azure.com/acme", headers={})


class _Server:
    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)

    def send(self, request: Request, *, timeouts: Timeouts) -> Answer:
        return self._answers.pop(0)


def test_the_last_answer_tells_the_time() -> None:
    told = Answer(status=503, headers={"date": "Tue, 24 Nov 2026 15:00:07 GMT"})
    transport = ClockReadingTransport(_Server(told, Answer(status=200)))
    assert transport.last_date is None
    assert transport.send(REQUEST, timeouts=Timeouts()) is told
    assert transport.last_date == datetime(2026, 11, 24, 15, 0, 7, tzinfo=UTC)
    transport.send(REQUEST, timeouts=Timeouts())
    assert transport.last_date is None


def test_another_zone_is_the_same_moment() -> None:
    assert parse_date("Tue, 24 Nov 2026 16:00:07 +0100") == datetime(
        2026, 11, 24, 15, 0, 7, tzinfo=UTC
    )


@pytest.mark.parametrize("garbage", ["", "soon", "99", "Tue, 99 Nov 2026 15:00:07 GMT", "\x00"])
def test_what_is_no_time_tells_none(garbage: str) -> None:
    assert parse_date(garbage) is None
