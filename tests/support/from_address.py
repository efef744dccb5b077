"""Sends requests from another address of the loopback interface."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter


class _FromAddress(HTTPAdapter):
    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, source_address=(self._address, 0))


def session_from(address: str) -> requests.Session:
    """Return a session whose requests come from an address of 127.0.0.0/8."""
    session = requests.Session()
    session.mount("http://", _FromAddress(address))
    return session
