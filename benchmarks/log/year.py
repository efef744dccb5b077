"""What happens in a company: people, runs, their events, requests, signatures, answers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from benchmarks.log.rows import Maker, Row

PEOPLE = 60
EVENTS, STEPS = 6, 3
_EVENTS = ("test_result", "coverage", "checklist", "artifact", "cost_estimate", "deployment")
_GATED, _REJECTED, _CANCELLED = 0.4, 0.05, 0.05
_COMMIT = "0123456789abcdef0123456789abcdef01234567"


def rows(start: datetime, year: int) -> Iterator[Row]:
    """Yield the entries of a year without end, each request with its distinct signers.

    :param start: when the first one happens (UTC)
    :param year: of the requests' numbers; another one's entries are others
    """
    make = Maker(start, year)
    people = [make.uuid() for _ in range(PEOPLE)]
    for number, pseudonym in enumerate(people, 1):
        yield make.row("identity.created", f"identity:{number}", _identity(make, pseudonym, number))
    gated = count(1)
    for build in count(1):
        yield from _run(make, people, build, year, gated)


def _identity(make: Maker, pseudonym: str, user: int) -> dict[str, Any]:
    return {
        "changed_by": 1,
        "kind": "user",
        "pseudonym": pseudonym,
        "texts": make.hashes("name", "email", "descriptor"),
        "user": user,
    }


def _run(
    make: Maker, people: Sequence[str], build: int, year: int, gated: Iterator[int]
) -> Iterator[Row]:
    """Yield a run: its opening, events, steps, perhaps a request, and its end."""
    run = make.uuid()
    subject = f"run:{run}"
    named = {"attempt": 1, "build_id": build, "connection": 1}
    texts = ("branch", "pipeline_name", "run_id", "triggered_by")
    yield make.row("run.started", subject, {**named, "texts": make.hashes(*texts)})
    for kind in _EVENTS[:EVENTS]:
        body = {"connection": 1, "content": make.hash(), "type": kind}
        yield make.row("run.event", subject, body)
    for _ in range(STEPS):
        body = {"connection": 1, "steps": [make.hash() for _ in range(4)]}
        yield make.row("run.steps", subject, body)
    requester, *signers = make.random.sample(people, 3)
    if make.random.random() < _GATED:
        number = next(gated)
        opened = {**named, "run": run, "requester": requester}
        yield from _request(make, f"APR-{year}-{number:03}", number, opened, signers)
    ended = {"commit": _COMMIT, "requester": requester, "result": "succeeded", "state": "completed"}
    yield make.row("run.closed", subject, {**named, **ended, "texts": make.hashes(*texts[:3])})


def _request(
    make: Maker, approval: str, number: int, opened: dict[str, Any], signers: Sequence[str]
) -> Iterator[Row]:
    """Yield a request for signatures with what becomes of it."""
    subject, dossier = f"approval:{approval}", make.hash()
    asked = {
        "class": "production",
        "commit": _COMMIT,
        "dossier": dossier,
        "gate": 3,
        "required": ["business", "technical"],
        "source": "check",
        "timeout_seconds": 3600,
    }
    texts = make.hashes("stage", "branch")
    yield make.row("approval.opened", subject, {**opened, **asked, "texts": texts})
    fate = make.random.random()
    if fate < _CANCELLED:
        yield _decided(make, subject, "cancelled", dossier, [])
        return
    rejected = fate < _CANCELLED + _REJECTED
    technical = _signature(make, subject, dossier, signers[0], "technical")
    yield technical
    yield _decided(make, subject, "technical_approved", dossier, [technical.leaf_hash])
    business = _signature(
        make, subject, dossier, signers[1], "business", "rejected" if rejected else "approved"
    )
    yield business
    signed = [technical.leaf_hash, business.leaf_hash]
    yield _decided(make, subject, "rejected" if rejected else "approved", dossier, signed)
    yield from _answer(make, number, approval, "failed" if rejected else "succeeded")


def _signature(
    make: Maker, subject: str, dossier: str, signer: str, role: str, decision: str = "approved"
) -> Row:
    body = {
        "connection": 1,
        "decision": decision,
        "dossier": dossier,
        "identity": signer,
        "ip_source": "direct",
        "method": "session",
        "role": role,
        "texts": make.hashes("comments", "ip_address"),
    }
    return make.row("approval.signed", subject, body)


def _decided(
    make: Maker, subject: str, status: str, dossier: str, signatures: Sequence[str]
) -> Row:
    body = {
        "connection": 1,
        "dossier": dossier,
        "signatures": list(signatures),
        "texts": make.hashes("explanation"),
    }
    return make.row(f"approval.{status}", subject, body)


def _answer(make: Maker, number: int, approval: str, result: str) -> Iterator[Row]:
    subject = f"callback:{number}"
    body = {"approval": approval, "connection": 1, "result": result}
    yield make.row("callback.sent", subject, {**body, "gone": False})
    outcome = "passed" if result == "succeeded" else "failed"
    yield make.row("callback.confirmed", subject, {**body, "outcome": outcome})
