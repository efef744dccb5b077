"""GET ledger/...: the transparency log, for auditors and for `ica-verify`."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ica_ledger import (
    ENTRIES,
    Verifier,
    decode_bundle,
    leaf_hash,
    tile_at,
    verified_checkpoint,
)
from tests.support.api import Api, error
from tests.support.azure import Deployments
from tests.support.ledger import Ledger
from tests.support.people import People

Json = dict[str, Any]
FOREVER = "private, max-age=31536000, immutable"
READERS = ("auditor", "compliance")
STRANGERS = (
    "engineer",
    "technical",
    "technical2",
    "business",
    "finance_director",
    "ceo",
    "cto",
    "policy_admin",
    "policy_admin2",
)


@pytest.fixture(scope="module")
def proof(ledger: Ledger, deployments: Deployments) -> Json:
    """The proof of a decision."""
    return ledger.decided(deployments)


@pytest.fixture(scope="module")
def paths(proof: Json) -> list[str]:
    """One path of every kind, with what stands there."""
    size = proof["size"]
    return [
        "checkpoint",
        "key",
        tile_at(0, 0, size).path,
        tile_at(ENTRIES, 0, size).path,
        f"entries/{proof['uuid']}/proof",
    ]


# Who may read


@pytest.mark.parametrize("who", READERS)
def test_who_may_read_the_ledger_reads_it_with_a_key(
    api: Api, people: People, paths: list[str], who: str
) -> None:
    for path in paths:
        assert api.get(f"/ledger/{path}", people[who]["api_key"]).status_code == 200, path


@pytest.mark.parametrize("who", [*READERS, "admin"])
def test_who_may_read_the_ledger_reads_it_in_the_browser(
    api: Api, people: People, paths: list[str], who: str
) -> None:
    for path in paths:
        answer = api.call("GET", f"/ledger/{path}", session=people.session(who))
        assert answer.status_code == 200, path


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_does(api: Api, people: People, paths: list[str], who: str) -> None:
    for path in paths:
        error(api.get(f"/ledger/{path}", people[who]["api_key"]), 403, "forbidden")
        answer = api.call("GET", f"/ledger/{path}", session=people.session(who))
        error(answer, 403, "forbidden")


def test_machines_and_nobody_are_the_same_401(
    api: Api, instance: Json, people: People, paths: list[str]
) -> None:
    connection = instance["connection"]
    wrong = [
        api.token,
        connection["hook_password"],
        connection["check_password"],
        people["auditor"]["password"],
        people["auditor"]["api_key"][:-1],
        "",
        "x",
    ]
    for path in paths:
        answers = [error(api.get(f"/ledger/{path}", one), 401, "unauthorized") for one in wrong]
        answers.append(error(api.call("GET", f"/ledger/{path}"), 401, "unauthorized"))
        assert all(answer == answers[0] for answer in answers)


def test_a_wrong_key_is_not_helped_by_a_session(api: Api, people: People) -> None:
    answer = api.call(
        "GET",
        "/ledger/checkpoint",
        session=people.session("auditor"),
        headers={"Authorization": f"Bearer {api.token}"},
    )
    error(answer, 401, "unauthorized")


def test_a_key_makes_no_session(ledger: Ledger, paths: list[str]) -> None:
    for path in paths:
        assert "Set-Cookie" not in ledger.get(path).headers


def test_it_is_only_read(api: Api, people: People, paths: list[str]) -> None:
    for method in ("POST", "PUT", "DELETE"):
        for path in paths:
            answer = api.call(
                method,
                f"/ledger/{path}",
                session=people.session("auditor"),
                documented=False,
            )
            assert answer.status_code == 404


# What is answered


def test_the_checkpoint_is_signed_and_never_out_of_a_cache(ledger: Ledger, proof: Json) -> None:
    answer = ledger.get("checkpoint")
    key = Verifier.parse(ledger.verifier())
    assert verified_checkpoint(answer.content, key.name, [key]).size >= proof["size"]
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_tiles_are_kept_for_ever_and_by_this_reader_only(ledger: Ledger, proof: Json) -> None:
    for level in (0, ENTRIES):
        answer = ledger.get(tile_at(level, 0, proof["size"]).path)
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Cache-Control"] == FOREVER
        assert answer.headers["Vary"] == "Authorization, Cookie"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_bundle_holds_the_entries_of_its_tile(ledger: Ledger, proof: Json) -> None:
    size = proof["size"]
    bundle, hashes = tile_at(ENTRIES, 0, size), ledger.get(tile_at(0, 0, size).path).content
    entries = decode_bundle(ledger.get(bundle.path).content, bundle.width)
    assert b"".join(map(leaf_hash, entries)) == hashes


def test_a_narrower_tile_is_the_beginning_of_a_wider_one(ledger: Ledger, proof: Json) -> None:
    whole = ledger.get(tile_at(0, 0, proof["size"]).path).content
    assert ledger.get("tile/0/000.p/1").content == whole[:32]
    assert ledger.get("tile/0/000.p/5").content == whole[: 5 * 32]


def test_nothing_beyond_the_checkpoint_is_given(ledger: Ledger) -> None:
    """Entries that wait, or have their place but no checkpoint yet, are not told."""
    ledger.api.started()
    size = ledger.size()
    index, width = divmod(size, 256)
    for kind in ("0", "entries"):
        beyond = [f"tile/{kind}/{index:03d}", f"tile/{kind}/{index + 1:03d}.p/1"]
        answers = [ledger.get(path) for path in (*beyond, f"tile/{kind}/{index:03d}.p/{width + 1}")]
        for answer in answers[:2] if ledger.size() != size or width == 255 else answers:
            error(answer, 404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/00",
        "tile/00/000",
        "tile/-1/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/999",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/entries/999",
        "tile/entries/../checkpoint",
        "tile/entries",
        "tile/0/%30%30%30%00",
        "tile/data/000",
        "entries/1/proof",
        "entries/%00/proof",
        "entries//proof",
        "entries",
        "",
    ],
)
def test_what_is_no_path_of_the_log_is_404(ledger: Ledger, path: str) -> None:
    answer = requests.Request("GET", f"{ledger.url}/{path}").prepare()
    answer.url = f"{ledger.url}/{path}"
    with requests.Session() as session:
        answer.headers["Authorization"] = f"Bearer {ledger.key}"
        error(session.send(answer, timeout=60), 404, "not_found")
