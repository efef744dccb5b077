"""The simulated container keeps to Azure's protocol where the anchor's tests don't look."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import requests
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import ContainerClient

from demo.azure_blob.running import Simulator
from devtools.paths import ROOT
from ica_ledger.anchors import anchor_from_url

KEY = {"account_name": "simulated", "account_key": "c2VjcmV0"}
PATH = "azdev-ica/log/tile/0/000"


def client(simulator: Simulator, query: str) -> ContainerClient:
    return ContainerClient.from_container_url(f"{simulator.url}?{query}")


def test_pages_of_a_listing_follow_one_another(simulator: Simulator) -> None:
    container = client(simulator, simulator.signature("cl"))
    names = [f"folder/{number:03d}" for number in range(7)]
    for name in [*names, "other"]:
        container.upload_blob(name, b"")
    pages = container.list_blobs("folder/", results_per_page=3).by_page()
    assert [[blob.name for blob in page] for page in pages] == [names[:3], names[3:6], names[6:]]


def test_without_any_credential_nothing_is_told(simulator: Simulator) -> None:
    answer = requests.get(f"{simulator.url}/{PATH}", timeout=10)
    assert answer.status_code == 403
    assert answer.headers["x-ms-error-code"] == "AuthenticationFailed"


def test_a_signature_ends(simulator: Simulator) -> None:
    with pytest.raises(HttpResponseError, match="AuthenticationFailed"):
        client(simulator, simulator.signature("r", "2020-01-01T00:00:00Z")).download_blob(PATH)


def test_a_create_only_signature_does_not_overwrite(simulator: Simulator) -> None:
    container = client(simulator, simulator.signature("cr"))
    container.upload_blob(PATH, b"one")
    with pytest.raises(HttpResponseError, match="UnauthorizedBlobOverwrite"):
        container.upload_blob(PATH, b"two", overwrite=True)
    with pytest.raises(HttpResponseError, match="AuthorizationPermissionMismatch"):
        container.delete_blob(PATH)


def test_a_key_may_everything(simulator: Simulator) -> None:
    container = ContainerClient.from_container_url(simulator.url, credential=KEY)
    container.upload_blob(PATH, b"one")
    assert requests.get(
        f"{simulator.url}/{PATH}?{simulator.signature('r')}", timeout=10
    ).content == (b"one")
    container.delete_blob(PATH)
    assert not container.get_container_properties().has_legal_hold


def test_what_it_does_not_have_it_says(simulator: Simulator) -> None:
    container = ContainerClient.from_container_url(
        simulator.url, credential=KEY, retry_total=0, retry_status=0
    )
    container.upload_blob(PATH, b"one")
    for call in (
        lambda: container.set_container_metadata({"a": "b"}),
        lambda: container.get_blob_client(PATH).set_blob_metadata({"a": "b"}),
    ):
        with pytest.raises(HttpResponseError, match="NotImplemented"):
            call()
    posted = requests.post(f"{simulator.url}/{PATH}?{simulator.signature('r')}", timeout=10)
    assert posted.status_code == 501


def test_it_runs_on_its_own_with_protection(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo.azure_blob", "--retention-days", "1", "--legal-hold"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url, signature = process.stdout.readline().split()
        file = tmp_path / "credential"
        file.touch(mode=0o600)
        file.write_text(signature)
        anchor_from_url(url, file).create(PATH, b"hashes")
        process.terminate()
        assert process.wait(30) == 0
