"""`Transport` by the requests library: TLS verified, no redirects, bounded in time and size."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from typing import Final, Self

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from service_hooks.errors import Unavailable
from service_hooks.transport import Answer, Request, Timeouts

MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024
_CHUNK: Final = 64 * 1024


class RequestsTransport:
    """Sends requests over a pool of kept connections; close it, or use it in `with`.

    Nothing is taken from the environment: no proxy, no `.netrc`, no other set of certificates
    than the ones given here.
    """

    def __init__(
        self,
        *,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        ca_bundle: str | None = None,
        proxies: dict[str, str] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the pool; `ca_bundle` is a file of certificates, `proxies` maps schemes to URLs."""
        self._max_answer_bytes = max_answer_bytes
        self._monotonic = monotonic
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_bundle or True
        self._session.proxies.update(proxies or {})
        self._session.headers.clear()
        # a session cookie would let one request speak with the credential of another
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=0))

    def send(self, request: Request, *, timeouts: Timeouts) -> Answer:
        """Return the answer, whatever its status; raise Unavailable when there is none."""
        deadline = self._monotonic() + timeouts.total
        try:
            with self._session.request(
                request.method,
                request.url,
                headers={"Accept-Encoding": "identity", **request.headers},
                data=request.body,
                timeout=(timeouts.connect, timeouts.read),
                allow_redirects=False,
                stream=True,
                auth=_HeaderOnly(),
            ) as response:
                return Answer(
                    status=response.status_code,
                    headers={name.lower(): value for name, value in response.headers.items()},
                    body=self._read(response, deadline=deadline),
                )
        except (requests.RequestException, HTTPError, OSError) as error:
            # the message of these errors repeats the URL; its kind says enough
            raise Unavailable(f"no answer: {type(error).__name__}") from None

    def close(self) -> None:
        """Close the kept connections."""
        self._session.close()

    def __enter__(self) -> Self:
        """Return the transport itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the kept connections."""
        self.close()

    def _read(self, response: requests.Response, *, deadline: float) -> bytes:
        """Return the whole body; the deadline stops an answer that trickles in."""
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Unavailable("the answer is compressed although that was not asked for")
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > self._max_answer_bytes:
                raise Unavailable(f"the answer is larger than {self._max_answer_bytes} bytes")
            if self._monotonic() > deadline:
                raise Unavailable("the answer took too long")
        return bytes(body)


class _HeaderOnly(AuthBase):
    """Leaves our own `Authorization` header as it is."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request
