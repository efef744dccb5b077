# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Counts credentials that were refused, so that guessing is slow and does not flood the log.

In the memory of each worker: an address may fail as often in each of them. Only refusals count;
whoever shows valid credentials is let in, from whatever address.
"""

import ipaddress
import logging
import threading
import time
from collections import Counter

_logger = logging.getLogger(__name__)

LIMIT = 100
"""Refusals a minute, address and worker; what fails after that hears 429."""
MINUTE_SECONDS = 60
MAX_ADDRESSES = 10_000


class FailedLogins:
    """The refusals of the running minute.

    :param now: returns seconds that never run backwards
    """

    def __init__(self, now=time.monotonic):
        self._now = now
        self._lock = threading.Lock()
        self._ends = 0.0
        self._by_address = Counter()
        self._by_line = Counter()

    def note(self, address, route):
        """Count a refusal; return how many seconds the address has to wait, 0 for not at all.

        :param str address: of the caller
        :param str route: what was called, in words of ours
        """
        self.tell()
        with self._lock:
            if len(self._by_address) >= MAX_ADDRESSES and address not in self._by_address:
                address = "others"
            self._by_address[address] += 1
            self._by_line[network(address), route] += 1
            return self._remaining() if self._by_address[address] > LIMIT else 0

    def tell(self):
        """Write what the minute that has ended counted: one line for each network and route."""
        if self._now() < self._ends:
            return
        with self._lock:
            if self._now() < self._ends:
                return
            ended, self._by_line = self._by_line, Counter()
            self._by_address = Counter()
            self._ends = self._now() + MINUTE_SECONDS
        for (caller, route), count in sorted(ended.items()):
            _logger.warning("%s refused credentials in a minute: %s, from %s", count, route, caller)

    def _remaining(self):
        return max(1, round(self._ends - self._now()))


def network(address):
    """Return the network of an address: enough to find it, not whom it belongs to."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return "others"
    prefix = 24 if version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


FAILED_LOGINS = FailedLogins()
