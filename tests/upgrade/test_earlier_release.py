"""An instance of an earlier release, with rows, goes on under this one; nothing of it is lost."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from demo.azure_devops.client import Simulator
from devtools.paths import ROOT
from devtools.testing import Served, serving
from ica_ledger.cli import main as ica_verify
from tests.support.api import PREFIX, Api
from tests.support.azure import Deployments
from tests.support.openapi import OpenApi
from tests.support.people import Json2, People
from tests.support.polling import until

Json = dict[str, Any]

WITHOUT_LOG = "cda85a9"
"""Entries with leaf hashes, but no order, no checkpoints, no withdrawals."""

EVIDENCE = {
    "azdev.approval": ("approval_id", "status", "dossier_hash"),
    "azdev.approval.signature": ("signature_hash", "role", "decision", "signed_at"),
    "azdev.ledger.entry": ("uuid", "entry", "leaf_hash"),
    "azdev.pipeline.run": ("run_id", "status", "audit_hash"),
}


@pytest.fixture(scope="module")
def earlier() -> Iterator[Path]:
    """Lay out the sources of the earlier release; they share this one's tools."""
    commit = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{WITHOUT_LOG}^{{commit}}"],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    if commit.returncode:
        pytest.skip("the sources of the earlier release are not in this copy")
    tree = Path(tempfile.mkdtemp(prefix="ica-"))
    try:
        archive = subprocess.run(
            ["git", "archive", WITHOUT_LOG], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x"], cwd=tree, check=True, input=archive.stdout)
        (tree / ".venv").symlink_to(ROOT / ".venv")
        (tree / ".runtime").mkdir()
        (tree / ".runtime" / "toolchain").symlink_to(ROOT / ".runtime" / "toolchain")
        yield tree
    finally:
        shutil.rmtree(tree)


@pytest.fixture
def home() -> Iterator[Path]:
    """Give an empty folder for an instance."""
    home = Path(tempfile.mkdtemp(prefix="ica-"))
    yield home
    shutil.rmtree(home, ignore_errors=True)


def _evidence(served: Served) -> dict[str, list[Json]]:
    auditor = Json2(served.content["url"], served.content["users"]["auditor"]["api_key"])
    return {
        model: sorted(auditor.read(model, [], *names), key=lambda row: row["id"])
        for model, names in EVIDENCE.items()
    }


def _deploy(served: Served) -> None:
    """Take a run through its approval until its end is in the ledger."""
    serve = served.content
    document = requests.get(f"{serve['url']}{PREFIX}/openapi.json", timeout=30).json()
    api = Api(serve["url"], serve["connection"]["api_token"], OpenApi(document))
    simulator = Simulator.from_ready_file(served.home / "azure_devops" / "ready.json")
    auditor = Json2(serve["url"], serve["users"]["auditor"]["api_key"])
    deployments = Deployments(simulator, auditor, api, People(serve))
    run, approval = deployments.waiting()
    deployments.approve(approval)
    deployments.reaches(approval, lambda state: state["delivery"] == "confirmed")
    closed = [["build_id", "=", run["id"]], ["status", "!=", "running"]]
    until(lambda: auditor.read("azdev.pipeline.run", closed, "status"), "the run's end")


def _verifier(served: Served) -> str:
    serve = served.content
    auditor = Json2(serve["url"], serve["users"]["auditor"]["api_key"])
    return str(auditor.read("azdev.ledger.key", [], "verifier")[0]["verifier"])


def test_rows_stay_and_the_log_takes_them_in(earlier: Path, home: Path) -> None:
    with serving(home, earlier) as before:
        _deploy(before)
        written = _evidence(before)
    with serving(home) as now:
        _deploy(now)
        found = _evidence(now)
        ready = requests.get(f"{now.content['url']}{PREFIX}/health/ready", timeout=30)
        key = _verifier(now)
    for model, rows in written.items():
        assert rows, model
        assert found[model][: len(rows)] == rows
    assert ready.status_code == 200, ready.text
    log = home / "anchor" / key.partition("+")[0]
    verdict = CliRunner().invoke(ica_verify, ["log", str(log), "--key", key])
    assert verdict.exit_code == 0, verdict.output
    assert "2 approvals" in verdict.output
