"""From an address in the settings to an anchor."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from ica_ledger.anchors.base import Anchor
from ica_ledger.anchors.directory import DirectoryAnchor


def anchor_from_url(url: str, credential_file: Path | None = None) -> Anchor:
    """Return the anchor at `url`: `file:///srv/anchor` or `https://HOST/CONTAINER`.

    `credential_file` holds the secret for a container; without one the machine's identity is used.
    Nothing is contacted yet. Raises ValueError for another address and for one with a secret in
    it, AnchorUnavailableError for a credential file that can't be used.
    """
    scheme = url.partition(":")[0]
    if scheme == "file":
        return DirectoryAnchor(_directory(url))
    if scheme in ("http", "https"):
        # Only here: Azure's client takes half a second to import.
        from ica_ledger.anchors.azure_blob import AzureBlobAnchor

        return AzureBlobAnchor.at(url, credential_file)
    raise ValueError("an anchor's address begins with file:// or https://")


def _directory(url: str) -> Path:
    place = urlsplit(url)
    path = Path(unquote(place.path))
    if place.netloc not in ("", "localhost") or place.query or place.fragment:
        raise ValueError("an anchor's directory is addressed as file:///srv/anchor")
    if not path.is_absolute() or ".." in path.parts or path == Path("/"):
        raise ValueError("an anchor's directory has an absolute path without ..")
    return path
