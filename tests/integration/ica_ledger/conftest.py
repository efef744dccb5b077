"""Containers to anchor in: Microsoft's emulator and the simulator with write-once protection."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from azure.core.credentials import AzureNamedKeyCredential
from azure.storage.blob import ContainerClient, ContainerSasPermissions, generate_container_sas

from demo.azure_blob.running import Simulator, running
from devtools import node
from ica_ledger.anchors import Anchor, anchor_from_url
from tests.support import azurite as emulator

CREATE_ONLY = "crl"
ALL = "rcwdl"


@dataclass(frozen=True, slots=True)
class Place:
    """A container, and how to get a credential for it."""

    url: str
    signature: Callable[[str], str] = field(repr=False)
    folder: Path

    def file(self, secret: str) -> Path:
        """Write `secret` into a file as an operator would."""
        file = self.folder / f"credential-{secrets.token_hex(4)}"
        file.touch(mode=0o600)
        file.write_text(f"{secret}\n")
        return file

    def anchor(self, rights: str = CREATE_ONLY) -> Anchor:
        """Return the anchor with a signature that has these rights."""
        return anchor_from_url(self.url, self.file(self.signature(rights)))

    def put(self, name: str, data: bytes) -> None:
        """Write a blob behind the anchor's back."""
        client = ContainerClient.from_container_url(f"{self.url}?{self.signature(ALL)}")
        client.upload_blob(name, data)


@pytest.fixture(scope="session")
def azurite() -> Iterator[emulator.Azurite]:
    """A running emulator."""
    if not node.is_there():
        pytest.skip("Azurite needs Node.js with npm")
    with emulator.running() as found:
        yield found


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulated container without protection."""
    with running() as found:
        yield found


@pytest.fixture(params=["azurite", "simulator"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty container in each of the two."""
    if request.param == "azurite":
        return _in_azurite(request.getfixturevalue("azurite"), tmp_path)
    found: Simulator = request.getfixturevalue("simulator")
    return Place(found.url, found.signature, tmp_path)


@pytest.fixture
def simulated(simulator: Simulator, tmp_path: Path) -> Place:
    """The simulated container as a place."""
    return Place(simulator.url, simulator.signature, tmp_path)


def _in_azurite(found: emulator.Azurite, folder: Path) -> Place:
    container = f"ledger-{secrets.token_hex(4)}"
    url = f"{found.url}/{container}"
    key = AzureNamedKeyCredential(emulator.ACCOUNT, found.key)
    ContainerClient.from_container_url(url, credential=key).create_container()

    def signature(rights: str) -> str:
        return generate_container_sas(
            emulator.ACCOUNT,
            container,
            account_key=found.key,
            permission=ContainerSasPermissions.from_string(rights),
            expiry=datetime.now(UTC) + timedelta(hours=1),
        )

    return Place(url, signature, folder)
