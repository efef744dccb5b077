"""People of a served instance: their sessions in Odoo, and their keys for JSON-2."""

from __future__ import annotations

from typing import Any

import requests

Json = dict[str, Any]
_TIMEOUT = 60


class People:
    """Logs each person in once."""

    def __init__(self, serve: Json) -> None:
        self._url: str = serve["url"]
        self._database: str = serve["database"]
        self._known: dict[str, Json] = {**serve["users"], "admin": serve["admin"]}
        self._sessions: dict[str, requests.Session] = {}

    def __getitem__(self, who: str) -> Json:
        """Return login, password and API key."""
        return self._known[who]

    def add(self, who: str, login: str, password: str) -> None:
        """Know somebody whom a test has made a user."""
        self._known[who] = {"login": login, "password": password}

    def session(self, who: str) -> requests.Session:
        """Return the session of a logged-in person."""
        if who not in self._sessions:
            self._sessions[who] = self._log_in(self._known[who])
        return self._sessions[who]

    def cookies(self) -> list[str]:
        """Return the session ids given out so far."""
        return [str(session.cookies["session_id"]) for session in self._sessions.values()]

    def _log_in(self, person: Json) -> requests.Session:
        session = requests.Session()
        login = {name: person[name] for name in ("login", "password")}
        answer = session.post(
            f"{self._url}/web/session/authenticate",
            json={"jsonrpc": "2.0", "params": {"db": self._database, **login}},
            timeout=_TIMEOUT,
        )
        assert answer.json()["result"]["uid"], "log-in failed"
        return session

    def call_kw(self, who: str, model: str, method: str, *arguments: Any, **named: Any) -> Json:
        """Call a method as the web client does; return the whole JSON-RPC answer."""
        answer = self.session(who).post(
            f"{self._url}/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "params": {"model": model, "method": method, "args": arguments, "kwargs": named},
            },
            timeout=_TIMEOUT,
        )
        found: Json = answer.json()
        return found


class Json2:
    """Odoo's own JSON-2 API with one person's key."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"bearer {key}"}

    def call(self, model: str, method: str, **arguments: Any) -> requests.Response:
        """Call a method."""
        return requests.post(
            f"{self._url}/json/2/{model}/{method}",
            json=arguments,
            headers=self._headers,
            timeout=_TIMEOUT,
        )

    def read(self, model: str, domain: list[Any], *names: str) -> list[Json]:
        """Search and read."""
        answer = self.call(model, "search_read", domain=domain, fields=list(names))
        assert answer.status_code == 200, answer.text
        rows: list[Json] = answer.json()
        return rows

    def one(self, model: str, domain: list[Any], *names: str) -> Json:
        """Return the only record of a domain."""
        (row,) = self.read(model, domain, *names)
        return row
