"""What Azure DevOps' clock shows, taken from the answers that come anyway (RFC 9110, 6.6.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from service_hooks.transport import Answer, Request, Timeouts, Transport


class ClockReadingTransport:
    """Sends by another transport and remembers the `Date` of the last answer."""

    def __init__(self, transport: Transport) -> None:
        """Wrap a transport."""
        self._transport = transport
        self.last_date: datetime | None = None
        """The server's time in UTC, to the second; None before the first answer that tells it."""

    def send(self, request: Request, *, timeouts: Timeouts) -> Answer:
        """Return the answer, whatever its status; raise Unavailable when there is none."""
        answer = self._transport.send(request, timeouts=timeouts)
        self.last_date = parse_date(answer.headers.get("date", ""))
        return answer


def parse_date(header: str) -> datetime | None:
    """Return the time of a `Date` header in UTC, None for anything else."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
