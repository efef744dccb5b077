"""The requests that are measured, and what they are measured against."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from benchmarks.instance import Bench
from benchmarks.load import Request
from benchmarks.people import Signer

PIPELINE = "bench"
REQUESTER = "emil@fabrikam.example"
_JSON = {"Content-Type": "application/json"}
_COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Calls:
    """Makes requests for one instance; `{n}` and `{m}` as in `load.Request`."""

    def __init__(self, bench: Bench) -> None:
        self._api = bench.api
        connection = bench.connection
        self._token = {**_JSON, "Authorization": f"Bearer {connection['api_token']}"}
        key = bench.serve["users"]["engineer"]["api_key"]
        self._key = {**_JSON, "Authorization": f"bearer {key}"}

    def empty(self) -> Request:
        """Do nothing: Odoo's own share."""
        return Request("POST", "/azdev_bench/empty", _JSON, "{}")

    def publish(self) -> Request:
        """Do a round of the log now."""
        return Request("POST", "/azdev_bench/publish", _JSON, "{}")

    def run_start(self) -> Request:
        """Open run `{n}` with its ledger entry."""
        return self._ours("run/start", {**_run("{n}"), "build_id": _number("{n}")})

    def json2_create(self) -> Request:
        """Create the same record, without a ledger entry, by Odoo's own API."""
        record = {
            **_run("{n}"),
            # 36 characters with a number of eight digits
            "uuid": f"{str(uuid.uuid4())[:28]}{{n}}",
            "build_id": _number("{n}"),
            "connection_id": 1,
            "company_id": 1,
            "attempt": 1,
            "source": "claimed",
            "status": "running",
            "start_time": "2026-01-27 08:00:00",
        }
        body = _body({"vals_list": [record]})
        return Request("POST", "/json/2/azdev.bench.run/create", self._key, body)

    def run_event(self) -> Request:
        """Record an event of run `{m}`."""
        data = {"passed": _number("{n}"), "failed": 0}
        named = {"run_id": "{m}", "pipeline_name": PIPELINE}
        return self._ours("run/event", {**named, "event_type": "test_result", "event_data": data})

    def run_finish(self) -> Request:
        """Say that run `{n}` has ended."""
        end = {"status": "success", "end_time": datetime.now(UTC).isoformat()}
        return self._ours("run/finish", {"run_id": "{n}", "pipeline_name": PIPELINE, **end})

    def approval_create(self, run: int) -> Request:
        """Ask for the signatures on a production deployment of a run."""
        claim = {"deployment_target": "production", "estimated_cost": 120, "commit": _COMMIT}
        named = {"run_id": str(run), "pipeline_name": PIPELINE}
        return self._ours("approval", {**named, **claim, "checklist": {"tests_passed": True}})

    def approval_read(self, approval_id: str) -> Request:
        """Ask for an approval as a waiting pipeline does."""
        return Request("GET", f"{self._api}/approval/{approval_id}", self._token)

    def approval_opened(self, approval_id: str, signer: Signer) -> Request:
        """Look at an approval as a person who is signed in."""
        return Request("GET", f"{self._api}/approval/{approval_id}", {"Cookie": signer.cookie})

    def bare_read(self, approval_id: str) -> Request:
        """Read the same record by a bare controller."""
        return Request("GET", f"/azdev_bench/approval/{approval_id}", {})

    def sign(self, approval_id: str, signer: Signer, role: str) -> Request:
        """Sign an approval as one person for one role."""
        body = _body({"approval_type": role, "decision": "approved", "comments": "fine"})
        headers = {**_JSON, "Cookie": signer.cookie}
        return Request("POST", f"{self._api}/approval/{approval_id}/sign", headers, body)

    def _ours(self, path: str, content: Mapping[str, Any]) -> Request:
        return Request("POST", f"{self._api}/{path}", self._token, _body(content))


def _run(number: str) -> dict[str, Any]:
    return {
        "run_id": number,
        "pipeline_name": PIPELINE,
        "branch": "refs/heads/main",
        "commit": _COMMIT,
        "triggered_by": REQUESTER,
    }


def _number(placeholder: str) -> str:
    return f"#{placeholder}#"


def _body(content: Mapping[str, Any]) -> str:
    """Return JSON in which a marked placeholder is a number, not a text."""
    return json.dumps(content).replace('"#', "").replace('#"', "")
