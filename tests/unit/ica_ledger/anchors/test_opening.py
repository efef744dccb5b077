"""From an address and a credential file to an anchor; nothing is contacted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ica_ledger.anchors import AnchorUnavailableError, anchor_from_url

SAS = "sv=2025-01-05&sr=c&sp=crl&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D"
URL = "https://ipai.blob.core.windows.net/ledger"


@pytest.fixture
def credential(tmp_path: Path) -> Path:
    file = tmp_path / "credential"
    file.write_text(SAS)
    file.chmod(0o600)
    return file


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("file:///srv/anchor", "directory /srv/anchor"),
        ("file://localhost/srv/a%20b", "directory /srv/a b"),
        (URL, "blob ipai.blob.core.windows.net/ledger"),
        (f"{URL}/", "blob ipai.blob.core.windows.net/ledger"),
        ("http://127.0.0.1:10000/devstore/ledger", "blob 127.0.0.1:10000/devstore/ledger"),
        ("http://[::1]:10000/devstore/ledger", "blob [::1]:10000/devstore/ledger"),
        ("http://localhost:10000/devstore/ledger", "blob localhost:10000/devstore/ledger"),
    ],
)
def test_an_anchor_is_named_after_its_address(url: str, name: str, credential: Path) -> None:
    assert anchor_from_url(url, credential).name == name


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("/srv/anchor", "begins with file:// or https://"),
        ("ftp://host/ledger", "begins with file:// or https://"),
        ("file://server/srv", "file:///srv/anchor"),
        ("file:///srv?x", "file:///srv/anchor"),
        ("file:///srv/../etc", "absolute path without"),
        ("file:///", "absolute path without"),
        ("file:srv", "absolute path without"),
        ("http://ipai.blob.core.windows.net/ledger", "must begin with https://"),
        ("http://127.0.0.1.example.com/a/ledger", "must begin with https://"),
        ("https:///ledger", "must begin with https://"),
        ("https://ipai.blob.core.windows.net", "that of a container"),
        ("https://ipai.blob.core.windows.net/a/b", "that of a container"),
        ("https://ipai.blob.core.windows.net/$root", "that of a container"),
        ("https://ipai.blob.core.windows.net/UPPER", "that of a container"),
        ("http://127.0.0.1:10000/ledger", "that of a container"),
        ("http://127.0.0.1:10000/no-account/ledger", "no valid account"),
    ],
)
def test_other_addresses_are_refused(url: str, message: str, credential: Path) -> None:
    with pytest.raises(ValueError, match=message):
        anchor_from_url(url, credential)


@pytest.mark.parametrize(
    "url", [f"{URL}?{SAS}", f"{URL}#{SAS}", f"https://user:{SAS}@ipai.blob.core.windows.net/ledger"]
)
def test_a_secret_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="put it into a file") as refused:
        anchor_from_url(url)
    assert "c2Vjc" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        SAS,
        f"?{SAS}\n",
        f"{URL}?{SAS}",
        f"{URL}/?{SAS}",
        f"BlobEndpoint=https://ipai.blob.core.windows.net/;SharedAccessSignature={SAS}",
        "DefaultEndpointsProtocol=https;AccountName=ipai;AccountKey=c2VjcmV0;EndpointSuffix=x",
    ],
)
def test_every_usual_form_of_a_credential_is_taken(content: str, credential: Path) -> None:
    credential.write_text(content)
    assert anchor_from_url(URL, credential).name == "blob ipai.blob.core.windows.net/ledger"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no credential"),
        ("hunter2", "holds no credential"),
        ("sv=1&sp=crl", "holds no credential"),
        ("pässword", "holds no credential"),
        ("AccountName=ipai;EndpointSuffix=x", "no complete connection string"),
        (f"https://other.blob.core.windows.net/ledger?{SAS}", "for another container"),
        (f"{URL}-two?{SAS}", "for another container"),
        (URL, "holds no credential"),
    ],
)
def test_an_unusable_credential_is_refused_and_not_repeated(
    content: str, message: str, credential: Path
) -> None:
    credential.write_text(content, encoding="utf-8")
    with pytest.raises(AnchorUnavailableError, match=message) as refused:
        anchor_from_url(URL, credential)
    assert "c2Vjc" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_missing_credential_file_says_what_belongs_in_it(tmp_path: Path) -> None:
    with pytest.raises(AnchorUnavailableError, match="write a connection string, the URL of"):
        anchor_from_url(URL, tmp_path / "absent")


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o666])
def test_a_credential_that_everybody_may_use_is_refused(credential: Path, mode: int) -> None:
    credential.chmod(mode)
    with pytest.raises(AnchorUnavailableError, match="run chmod o= "):
        anchor_from_url(URL, credential)


def test_without_a_file_the_machine_s_identity_is_used() -> None:
    assert anchor_from_url(URL).name == "blob ipai.blob.core.windows.net/ledger"


def test_a_directory_doesn_t_load_azure_s_client() -> None:
    script = """
import sys
from ica_ledger.anchors import anchor_from_url
anchor_from_url("file:///srv/anchor")
sys.exit(any(name.startswith("azure") for name in sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
