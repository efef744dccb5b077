"""Read a log over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import requests

from ica_ledger.source import SourceUnavailable, limit_of
from ica_ledger.source_directory import checked_path

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and between two pieces of an answer."""

TRIES = 3
WAIT_SECONDS = 1.0
CHUNK_BYTES = 65_536
TRANSIENT = frozenset({429, 500, 502, 503, 504})


class HttpSource:
    """A log below a URL; no redirect is followed, so the token stays with its host."""

    def __init__(
        self,
        prefix: str,
        *,
        token: str | None = None,
        session: requests.Session | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Read below a URL.

        :param prefix: `https://host/path`; plain http is for this machine only
        :param token: bearer token, sent with every request
        :param session: a session of one's own, for its proxies or certificates
        :param sleep: waits for seconds between tries

        Raises SourceUnavailable for another kind of URL.
        """
        url = urlsplit(prefix)
        local = url.hostname in ("127.0.0.1", "::1", "localhost")
        if not url.hostname or (url.scheme != "https" and not (url.scheme == "http" and local)):
            raise SourceUnavailable("the log's address must begin with https://")
        if url.username or url.query or url.fragment:
            raise SourceUnavailable("the log's address has neither user, query nor fragment")
        self._prefix = prefix.rstrip("/")
        self._session = session or requests.Session()
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._sleep = sleep

    def fetch(self, path: str) -> bytes | None:
        """Return the bytes at a path; None where the server says that there is nothing (404).

        Tries again, up to three times in all, when the network or the server is in trouble.
        """
        url = f"{self._prefix}/{checked_path(path)}"
        tried = 0
        while True:
            try:
                return self._get(url, path)
            except (requests.RequestException, _Transient) as problem:
                tried += 1
                if tried == TRIES:
                    raise SourceUnavailable(f"{path} can't be read: {_words(problem)}") from None
            self._sleep(WAIT_SECONDS * tried)

    def _get(self, url: str, path: str) -> bytes | None:
        limit = limit_of(path) + 1
        with self._session.get(
            url, headers=self._headers, timeout=TIMEOUT, stream=True, allow_redirects=False
        ) as response:
            status = response.status_code
            if status == 404:
                return None
            if status in TRANSIENT:
                raise _Transient(f"the server answers {status}")
            if status != 200:
                raise SourceUnavailable(f"{path} can't be read: the server answers {status}")
            data = b""
            for chunk in response.iter_content(CHUNK_BYTES):
                data += chunk
                if len(data) >= limit:
                    break
            return data[:limit]


class _Transient(Exception):
    """A server may answer better next time."""


def _words(problem: Exception) -> str:
    """Say what went wrong without the address, which the caller knows."""
    return str(problem) if isinstance(problem, _Transient) else type(problem).__name__
