"""Containers with a retention policy or a legal hold, which only the simulator has."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import ContainerClient

from demo.azure_blob.running import Simulator
from ica_ledger.anchors import AnchorConflictError, Finding, anchor_from_url
from tests.integration.ica_ledger.conftest import ALL, Place

ORIGIN = "azdev-ica/0123456789abcdef0123456789abcdef"
TILE = f"{ORIGIN}/tile/0/000"
ACCOUNT_WIDE = "sv=2025-01-05&ss=b&srt=co&sp={}&se=9999-12-31T23:59:59Z&sig=c2ltdWxhdGVk"


@pytest.fixture(params=["policy", "hold", "both"])
def protected(request: pytest.FixtureRequest, simulated: Place, simulator: Simulator) -> Place:
    if request.param != "hold":
        simulator.container.retention_seconds = 3600.0
    if request.param != "policy":
        simulator.container.legal_hold = True
    return simulated


def probed(place: Place, secret: str) -> dict[str, Finding]:
    anchor = anchor_from_url(place.url, place.file(secret))
    return {finding.code: finding for finding in anchor.probe(ORIGIN)}


@pytest.mark.parametrize("rights", ["crl", ALL])
def test_publishing_works_under_protection(protected: Place, rights: str) -> None:
    anchor = protected.anchor(rights)
    anchor.create(TILE, b"hashes")
    anchor.create(TILE, b"hashes")
    with pytest.raises(AnchorConflictError):
        anchor.create(TILE, b"forged")
    assert anchor.read(TILE) == b"hashes"


def test_nobody_changes_a_protected_blob(protected: Place) -> None:
    protected.anchor().create(TILE, b"hashes")
    client = ContainerClient.from_container_url(f"{protected.url}?{protected.signature(ALL)}")
    for change in (
        lambda: client.upload_blob(TILE, b"forged", overwrite=True),
        lambda: client.delete_blob(TILE),
    ):
        with pytest.raises(HttpResponseError, match="BlobImmutableDueTo") as refused:
            change()
        assert refused.value.status_code == 409
    assert protected.anchor().read(TILE) == b"hashes"


def test_a_policy_that_ran_out_lets_delete_but_not_overwrite(
    simulated: Place, simulator: Simulator
) -> None:
    simulator.container.retention_seconds = 3600.0
    simulated.anchor().create(TILE, b"hashes")
    now = simulator.container.clock()
    simulator.container.clock = lambda: now + 3601
    client = ContainerClient.from_container_url(f"{simulated.url}?{simulated.signature(ALL)}")
    with pytest.raises(HttpResponseError, match="BlobImmutableDueToPolicy"):
        client.upload_blob(TILE, b"forged", overwrite=True)
    client.delete_blob(TILE)
    assert simulated.anchor().read(TILE) is None


def test_the_probe_sees_that_only_the_container_protects(protected: Place) -> None:
    findings = probed(protected, protected.signature(ALL))
    assert findings["may_overwrite"].level == "warning"
    assert findings["may_delete"].level == "warning"
    assert "only the container's policy prevents it" in findings["may_delete"].text
    assert findings["immutability"].level == "ok"


def test_the_probe_names_what_protects(simulated: Place, simulator: Simulator) -> None:
    simulator.container.retention_seconds = 3600.0
    simulator.container.legal_hold = True
    findings = probed(simulated, ACCOUNT_WIDE.format("crl"))
    assert {finding.level for finding in findings.values()} == {"ok"}
    assert findings["immutability"].text == "The container has a retention policy and a legal hold."


def test_the_probe_says_when_it_may_not_look(protected: Place) -> None:
    findings = probed(protected, protected.signature("crl"))
    assert findings["may_delete"].level == "ok"
    assert findings["immutability"].level == "warning"
    assert "doesn't show" in findings["immutability"].text


def test_the_probe_misses_a_policy(simulated: Place) -> None:
    findings = probed(simulated, ACCOUNT_WIDE.format("crl"))
    assert findings["immutability"].level == "warning"
    assert "lock the policy" in findings["immutability"].remedy


def test_single_versions_under_retention_can_still_be_hidden(
    simulated: Place, simulator: Simulator
) -> None:
    simulator.container.version_retention = 3600.0
    findings = probed(simulated, ACCOUNT_WIDE.format(ALL))
    assert findings["may_overwrite"].level == "problem"
    assert "readers get the new one" in findings["may_overwrite"].text
    assert findings["may_delete"].level == "warning"
    assert "retention of single versions" in findings["immutability"].text
    assert simulator.container.old_versions
