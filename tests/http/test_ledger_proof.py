"""GET ledger/entries/<uuid>/proof, and the whole log as `ica-verify` proves it."""

from __future__ import annotations

import base64
import uuid
from pathlib import Path
from typing import Any

import pytest

from ica_ledger import (
    Signer,
    Verifier,
    check_inclusion,
    leaf_hash,
    parse_checkpoint,
    sha256_label,
)
from tests.support.api import Api, assert_ok, error, fields
from tests.support.azure import Deployments
from tests.support.ledger import Ledger
from tests.support.people import Json2, People

Json = dict[str, Any]


@pytest.fixture(scope="module")
def proof(ledger: Ledger, deployments: Deployments) -> Json:
    """The proof of a decision."""
    return ledger.decided(deployments)


def test_a_proof_leads_from_the_entry_to_the_signed_root(ledger: Ledger, proof: Json) -> None:
    entry = proof["entry"].encode()
    signed = parse_checkpoint(proof["checkpoint"].encode())
    signed.verified_by([Verifier.parse(ledger.verifier())])
    hashes = [base64.b64decode(one) for one in proof["hashes"]]
    root = signed.checkpoint.root
    check_inclusion(leaf_hash(entry), proof["index"], proof["size"], hashes, root)
    assert proof["leaf_hash"] == sha256_label(leaf_hash(entry))
    assert signed.checkpoint.size == proof["size"]


def test_a_signatures_hash_is_the_leaf_hash_of_its_entry(
    ledger: Ledger, auditor: Json2, deployments: Deployments
) -> None:
    _run, approval = deployments.waiting()
    deployments.approve(approval)
    domain = [["approval_id.approval_id", "=", approval]]
    signatures = auditor.read("azdev.approval.signature", domain, "signature_hash")
    for signature in signatures:
        proof = ledger.proof_of(leaf_hash=signature["signature_hash"])
        assert proof["leaf_hash"] == signature["signature_hash"]
        assert approval in proof["entry"]


@pytest.mark.parametrize("way", ["header", "query"])
def test_the_file_is_what_ica_verify_takes(
    api: Api, ledger: Ledger, proof: Json, tmp_path: Path, way: str
) -> None:
    headers = {"Authorization": f"Bearer {ledger.key}"}
    query = {"format": "text"} if way == "query" else {}
    if way == "header":
        headers["Accept"] = "text/plain"
    path = f"/ledger/entries/{proof['uuid']}/proof"
    answer = api.call("GET", path, headers=headers, params=query)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    name = f"entry-{proof['index']}.tlog-proof"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    file = tmp_path / name
    file.write_bytes(answer.content)
    assert ledger.verify("entry", file).returncode == 0
    file.write_bytes(answer.content.replace(b"index", b"index ", 1))
    assert ledger.verify("entry", file).returncode != 0


def test_a_browser_gets_json_unless_it_asks_for_the_file(
    api: Api, ledger: Ledger, proof: Json
) -> None:
    accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    headers = {"Authorization": f"Bearer {ledger.key}", "Accept": accept}
    answer = api.call("GET", f"/ledger/entries/{proof['uuid']}/proof", headers=headers)
    assert assert_ok(answer)["index"] == proof["index"]


def test_an_unknown_entry_is_404(ledger: Ledger) -> None:
    error(ledger.get(f"entries/{uuid.uuid4()}/proof"), 404, "not_found")


def test_an_unknown_format_is_400(ledger: Ledger, proof: Json) -> None:
    answer = ledger.get(f"entries/{proof['uuid']}/proof", format="xml")
    assert fields(error(answer, 400, "invalid_request")) == ["format"]


def test_an_entry_without_a_checkpoint_says_that_it_waits(
    ledger: Ledger, api: Api, auditor: Json2
) -> None:
    run = api.started()
    uuid_of_run = auditor.one("azdev.pipeline.run", [["run_id", "=", run["run_id"]]], "uuid")
    entry = ledger.entry_of(subject=f"run:{uuid_of_run['uuid']}")
    answer = ledger.get(f"entries/{entry['uuid']}/proof")
    if answer.status_code == 200:  # the publisher was faster
        return
    assert "waits for its checkpoint" in error(answer, 503, "unavailable")["message"]
    assert int(answer.headers["Retry-After"]) > 0


# The whole log, by an auditor's program


def test_ica_verify_proves_the_log_over_http_and_in_the_anchor(
    ledger: Ledger, proof: Json, tmp_path: Path
) -> None:
    earlier = tmp_path / "checkpoint"
    earlier.write_text(proof["checkpoint"])
    served = ledger.report(ledger.url)
    anchored = ledger.report(ledger.directory())
    assert served["entries"] >= proof["size"]
    assert anchored["entries"] >= proof["size"]
    newer = tmp_path / "newer"
    newer.write_text(ledger.text("checkpoint"))
    done = ledger.verify("compare", earlier, newer, "--log", ledger.url)
    assert done.returncode == 0, done.stdout + done.stderr
    done = ledger.verify("log", ledger.directory(), "--since", earlier)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ica_verify_without_rights_checks_nothing(ledger: Ledger, people: People) -> None:
    done = ledger.verify("log", ledger.url, token=people["technical"]["api_key"])
    assert done.returncode == 2, done.stdout + done.stderr


def test_ica_verify_with_another_key_proves_nothing(ledger: Ledger) -> None:
    name = ledger.verifier().partition("+")[0]
    other = Signer.generate(name).verifier
    assert ledger.verify("log", ledger.url, key=str(other)).returncode == 1
