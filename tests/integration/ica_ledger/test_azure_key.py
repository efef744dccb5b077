"""The ways to hold a credential for a container, against Microsoft's emulator."""

from __future__ import annotations

from pathlib import Path

import pytest

from ica_ledger.anchors import AnchorUnavailableError, anchor_from_url
from tests.integration.ica_ledger.conftest import Place, _in_azurite
from tests.support.azurite import ACCOUNT, Azurite

PATH = "azdev-ica/log/tile/0/000"


@pytest.fixture
def place(azurite: Azurite, tmp_path: Path) -> Place:
    return _in_azurite(azurite, tmp_path)


def test_a_connection_string_with_the_key_works_and_is_warned_of(
    place: Place, azurite: Azurite
) -> None:
    secret = f"DefaultEndpointsProtocol=https;AccountName={ACCOUNT};AccountKey={azurite.key};"
    anchor = anchor_from_url(place.url, place.file(secret))
    anchor.create(PATH, b"hashes")
    assert anchor.read(PATH) == b"hashes"
    findings = {finding.code: finding for finding in anchor.probe("azdev-ica/log")}
    assert findings["may_delete"].level == "problem"
    assert findings["immutability"].level == "warning"
    assert "no policy and no hold" in findings["immutability"].text


@pytest.mark.parametrize("form", ["{url}?{query}", "?{query}", "{query}"])
def test_a_signature_works_as_url_and_as_query(place: Place, form: str) -> None:
    secret = form.format(url=place.url, query=place.signature("crl"))
    anchor = anchor_from_url(place.url, place.file(secret))
    anchor.create(PATH, b"hashes")
    assert anchor.read(PATH) == b"hashes"


def test_a_connection_string_with_a_signature_works(place: Place) -> None:
    secret = f"BlobEndpoint=https://elsewhere.example;SharedAccessSignature={place.signature('r')}"
    assert anchor_from_url(place.url, place.file(secret)).read(PATH) is None


def test_a_forged_signature_is_refused_with_what_to_do(place: Place) -> None:
    secret = place.signature("crl").replace("sp=rcl", "sp=racwdl")
    with pytest.raises(AnchorUnavailableError, match="make a new credential"):
        anchor_from_url(place.url, place.file(secret)).read(PATH)
