"""The allow-list: what an entry may hold, and that nothing else passes."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger import canonical_bytes
from ica_ledger.entry import BadEntry, UnknownKind, parse_entry, pattern_of
from ica_ledger.entry_kinds import KINDS

HASH = "sha256:" + "0f" * 32
UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
APPROVAL = "approval:APR-2026-001"
RUN = f"run:{UUID}"
DECIDED = {"connection": 1, "dossier": HASH, "signatures": [HASH, HASH]}
GOOD: list[tuple[str, str, dict[str, object]]] = [
    ("run.started", RUN, {"connection": 1, "attempt": 1, "texts": {"run_id": HASH}}),
    (
        "run.read",
        RUN,
        {
            "connection": 1,
            "build_id": 77,
            "pipeline": 0,
            "attempt": 2,
            "state": "inProgress",
            "result": "",
            "requester": UUID,
            "commit": "abc123def456",
            "texts": {"branch": HASH, "pipeline_name": HASH, "run_id": HASH},
        },
    ),
    ("run.event", RUN, {"connection": 1, "type": "cost_estimate", "content": HASH}),
    ("run.steps", RUN, {"connection": 1, "steps": []}),
    ("run.completed_facts", RUN, {"fields": ["branch", "commit"], "texts": {"branch": HASH}}),
    (
        "approval.opened",
        APPROVAL,
        {
            "connection": 1,
            "run": UUID,
            "gate": 3,
            "class": "staging",
            "source": "api",
            "build_id": False,
            "attempt": 1,
            "commit": "",
            "requester": "",
            "dossier": HASH,
            "required": ["technical"],
            "timeout_seconds": 14400,
        },
    ),
    (
        "approval.signed",
        APPROVAL,
        {
            "connection": 1,
            "identity": UUID,
            "role": "technical",
            "decision": "rejected",
            "dossier": HASH,
            "method": "session",
            "ip_source": "proxy",
            "texts": {"comments": HASH, "ip_address": HASH},
        },
    ),
    ("approval.refused", APPROVAL, {"identity": UUID, "texts": {"reason": HASH}}),
    ("approval.approved", APPROVAL, {**DECIDED, "texts": {"explanation": HASH}}),
    (
        "callback.sent",
        "callback:9",
        {"connection": 1, "approval": "", "result": "failed", "gone": True},
    ),
    (
        "callback.late",
        "callback:9",
        {"connection": 1, "approval": "APR-2026-001", "result": "failed", "outcome": ""},
    ),
    (
        "gate.changed",
        "gate:3",
        {
            "connection": 1,
            "class": "production",
            "resource_type": "environment",
            "timeout_seconds": 60,
            "mode": "callback",
            "configuration_id": 5,
            "configuration_version": 0,
            "settings_hash": "",
            "changed_by": 2,
            "texts": {"key": HASH, "name": HASH, "resource_id": HASH},
        },
    ),
    (
        "connection.created",
        "connection:1",
        {
            "kind": "azure_devops",
            "company": 1,
            "project_id": UUID.upper(),
            "hooks_registered": False,
            "calls_name_their_check": True,
            "changed_by": 1,
        },
    ),
    (
        "credential.issued",
        "connection:1",
        {
            "credential": 4,
            "purpose": "hook",
            "expires_at": "2026-12-01 00:00:00",
            "revoked_at": "",
            "changed_by": 1,
        },
    ),
    ("member.added", "connection:1", {"user": 7, "role": "technical", "changed_by": 1}),
    (
        "identity.created",
        "identity:7",
        {"pseudonym": UUID, "user": False, "kind": "human", "changed_by": 1},
    ),
    (
        "access.group_granted",
        "user:239",
        {
            "changed_by": 1,
            "group": 28,
            "operation": "insert",
            "table": "res_groups_users_rel",
            "texts": {"application": HASH, "role": HASH},
            "user": 239,
        },
    ),
    (
        "access.password_changed",
        "user:240",
        {"columns": ["password"], "operation": "update", "table": "res_users", "user": 240},
    ),
    (
        "configuration.changed",
        "gate:3",
        {"columns": ["mode"], "operation": "update", "row": 3, "table": "azdev_gate"},
    ),
    (
        "guards.installed",
        "guards:installed",
        {"definitions": HASH, "generation": HASH, "guards": 252, "version": "19.0.1.0.0"},
    ),
    (
        "exception.opened",
        f"ledger:{UUID}",
        {"kind": "fork", "severity": "critical", "approval_id": False},
    ),
    (
        "exception.opened",
        "connection:1",
        {"kind": "check_changed", "severity": "critical", "run_id": 3, "texts": {"evidence": HASH}},
    ),
]


def entry_of(kind: str, subject: str, body: object, **changes: object) -> dict[str, object]:
    time = "2026-11-24T12:00:00.000Z"
    whole = {"body": body, "kind": kind, "subject": subject, "time": time, "uuid": UUID, "v": 1}
    return {**whole, **changes}


def takes(data: bytes, kind: str) -> bool:
    return all(pattern_of(kind, groups).fullmatch(data) for groups in (False, True))


@pytest.mark.parametrize(("kind", "subject", "body"), GOOD, ids=[one[0] for one in GOOD])
def test_what_the_system_writes_is_taken(kind: str, subject: str, body: dict[str, object]) -> None:
    data = canonical_bytes(entry_of(kind, subject, body))
    entry = parse_entry(data)
    assert (entry.kind, entry.subject, entry.uuid) == (kind, subject, UUID)
    assert entry.body == body
    assert takes(data, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_pattern_that_compiles(kind: str) -> None:
    assert not takes(b"{}", kind)


loose = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
    | st.sampled_from([HASH, UUID, "technical", "approved", "production", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=4,
)


@given(st.sampled_from(GOOD), st.data())
def test_the_fast_check_and_the_one_with_reasons_agree(
    good: tuple[str, str, dict[str, object]], data: st.DataObject
) -> None:
    kind, subject, body = good
    name = data.draw(st.sampled_from([*body, "texts", "more"]))
    changed = {**body, name: data.draw(loose)}
    if data.draw(st.booleans()):
        changed.pop(data.draw(st.sampled_from(list(changed))))
    raw = canonical_bytes(entry_of(kind, subject, changed))
    try:
        parse_entry(raw)
    except BadEntry:
        assert not takes(raw, kind)
    else:
        assert takes(raw, kind)


@given(st.sampled_from(GOOD), st.data())
def test_no_byte_can_be_put_elsewhere(
    good: tuple[str, str, dict[str, object]], data: st.DataObject
) -> None:
    raw = canonical_bytes(entry_of(*good))
    at = data.draw(st.integers(0, len(raw)))
    bad = raw[:at] + data.draw(st.binary(min_size=1, max_size=2)) + raw[at:]
    try:
        parse_entry(bad)
    except BadEntry:
        assert not takes(bad, good[0])
    else:
        assert takes(bad, good[0])


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":1e400}', "without a canonical form"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"a": 1}', "canonical form"),
        (b"[]", "has the keys"),
        (b"{}", "has the keys"),
    ],
)
def test_bytes_that_are_no_entry_are_refused_in_plain_words(raw: bytes, problem: str) -> None:
    with pytest.raises(BadEntry, match=problem):
        parse_entry(raw)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"v": 2}, "has the keys"),
        ({"v": True}, "has the keys"),
        ({"more": 1}, "has the keys"),
        ({"kind": "Run.Event"}, "kind is malformed"),
        ({"kind": 1}, "kind is malformed"),
        ({"subject": "run:" + UUID.upper()}, "about something else"),
        ({"subject": "gate:1"}, "about something else"),
        ({"subject": "Anna Meier"}, "subject is malformed"),
        ({"time": "2026-11-24T12:00:00Z"}, "time is malformed"),
        ({"time": "2026-02-30T12:00:00.000Z"}, "time is no time"),
        ({"uuid": UUID.upper()}, "uuid is malformed"),
        ({"body": []}, "not an object"),
        ({"body": {"connection": 1, "content": HASH}}, "lacks type"),
        ({"body": {"connection": 1, "type": "a b", "content": HASH}}, "type must be a word"),
        ({"body": {"connection": 1.0, "type": "x", "content": HASH}}, "float"),
        ({"body": {"connection": 10**15, "type": "x", "content": HASH}}, "number of a record"),
        ({"body": {"connection": 1, "type": "x", "content": HASH, "who": "Anna M."}}, "free text"),
    ],
)
def test_an_entry_with_something_wrong_is_refused_in_plain_words(
    changes: dict[str, object], problem: str
) -> None:
    whole = entry_of("run.event", RUN, {"connection": 1, "type": "x", "content": HASH})
    raw = json.dumps({**whole, **changes}, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(BadEntry, match=problem) as refusal:
        parse_entry(raw)
    assert not isinstance(refusal.value, UnknownKind)
    assert "Anna" not in str(refusal.value)


def test_a_refusal_does_not_repeat_the_free_text_it_found() -> None:
    body = {"identity": UUID, "texts": {"reason": "because Anna said so"}}
    with pytest.raises(BadEntry, match="texts must be commitments") as refusal:
        parse_entry(canonical_bytes(entry_of("approval.refused", APPROVAL, body)))
    assert "Anna" not in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        ("run.measured", {"anything": [1, {"b": "word"}, None, True]}, "kind run.measured"),
        ("approval.refused", {"identity": UUID, "more": HASH}, "key more"),
    ],
)
def test_what_a_newer_version_wrote_is_told_apart_from_what_is_wrong(
    kind: str, body: dict[str, object], problem: str
) -> None:
    with pytest.raises(UnknownKind, match=re.escape(problem)):
        parse_entry(canonical_bytes(entry_of(kind, APPROVAL, body)))


def test_an_unknown_kind_must_not_smuggle_free_text_either() -> None:
    for body in ({"a": ["Anna Meier"]}, {"Anna Meier": 1}):
        with pytest.raises(BadEntry, match="free text") as refusal:
            parse_entry(canonical_bytes(entry_of("run.measured", RUN, body)))
        assert not isinstance(refusal.value, UnknownKind)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_has_room_for_a_sentence(kind: str) -> None:
    for name, field in KINDS[kind].body.items():
        for text in ("Anna said so", "anna@example.com", "10.0.0.7 or so", "ünïcödé"):
            assert not field.type.takes(canonical_bytes(text)), name
