"""How an anchor in Azure Blob Storage is reached: its address, its credential, its patience."""

from __future__ import annotations

import ipaddress
import re
import stat
from pathlib import Path
from typing import TypeAlias
from urllib.parse import SplitResult, parse_qs, urlsplit

from azure.core.credentials import AzureNamedKeyCredential, AzureSasCredential, TokenCredential
from azure.storage.blob import ContainerClient, LinearRetry

from ica_ledger.anchors import log_redaction
from ica_ledger.anchors.base import MAX_BYTES, AnchorUnavailableError

Credential: TypeAlias = "AzureNamedKeyCredential | AzureSasCredential | TokenCredential"

# Two tries of a write and two of reading it back stay near ten seconds.
_CONNECT_SECONDS = 2
_READ_SECONDS = 3
_IDENTITY_SECONDS = 5
_CONTAINER = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,62}")
_ACCOUNT = re.compile(r"[a-z0-9]{3,24}")
_HOW = (
    "write a connection string, the URL of a shared access signature (SAS) or its query into it, "
    "or name no file to use the machine's identity"
)


def container_client(url: str, credential_file: Path | None = None) -> ContainerClient:
    """Return a client of the container at `url`, with the secret that `credential_file` holds.

    Without a file the machine's identity is used (azure-identity's DefaultAzureCredential). The
    file never decides where the log goes. Raises ValueError for an address that is no container's
    or holds a secret, AnchorUnavailableError for a file that can't be used.
    """
    place = checked_url(url)
    log_redaction.install()
    return ContainerClient.from_container_url(
        place.geturl(),
        credential=_from_file(credential_file, place) if credential_file else _identity(),
        connection_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retry_policy=LinearRetry(backoff=1, retry_total=1, random_jitter_range=0),
        # One request for each file: Put Blob is all or nothing and needs no more than "create".
        max_single_put_size=MAX_BYTES,
        max_single_get_size=MAX_BYTES,
    )


def checked_url(url: str) -> SplitResult:
    """Return the parts of a container's address.

    Raises ValueError, without repeating the address, unless it is `https://HOST/CONTAINER`, or
    `http://` with the same on this machine, where an emulator has its account before the container.
    """
    place = urlsplit(url)
    if place.query or place.fragment or "@" in place.netloc:
        raise ValueError("the anchor's address holds a secret or a query; put it into a file")
    local = _is_loopback(place.hostname or "")
    if not place.hostname or not (place.scheme == "https" or (place.scheme == "http" and local)):
        raise ValueError("the anchor's address must begin with https://")
    *accounts, container = place.path.strip("/").split("/")
    if not _CONTAINER.fullmatch(container) or len(accounts) != int(local):
        raise ValueError("the anchor's address must be that of a container: https://HOST/CONTAINER")
    if not all(_ACCOUNT.fullmatch(account) for account in accounts):
        raise ValueError("the anchor's address has no valid account before the container")
    return place._replace(path=place.path.rstrip("/"))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _identity() -> Credential:
    # Only here: it takes half a second to import and most of its ways are not needed.
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential(process_timeout=_IDENTITY_SECONDS)


def _from_file(file: Path, place: SplitResult) -> Credential:
    secret = _content(file)
    if re.match(r"https?://", secret):
        given = urlsplit(secret)
        if (given.scheme, given.netloc, given.path.rstrip("/")) != place[:3]:
            raise AnchorUnavailableError(
                f"the signature in {file} is for another container than the anchor's: make one for "
                f"{place.geturl()}"
            )
        return _signature(given.query, file)
    if "=" in secret and ";" in secret:
        return _connection_string(secret, file)
    return _signature(secret, file)


def _content(file: Path) -> str:
    try:
        if file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            raise AnchorUnavailableError(
                f"everybody on this machine may read the anchor's credential: run chmod o= {file}"
            )
        return file.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        raise AnchorUnavailableError(f"{file} holds no credential: {_HOW}") from None
    except OSError as error:
        raise AnchorUnavailableError(f"can't read {file} ({error.strerror}): {_HOW}") from None


def _connection_string(secret: str, file: Path) -> Credential:
    parts = dict(part.partition("=")[::2] for part in secret.split(";") if part)
    if "SharedAccessSignature" in parts:
        return _signature(parts["SharedAccessSignature"], file)
    if not parts.get("AccountName") or not parts.get("AccountKey"):
        raise AnchorUnavailableError(f"{file} holds no complete connection string: {_HOW}")
    return AzureNamedKeyCredential(parts["AccountName"], parts["AccountKey"])


def _signature(query: str, file: Path) -> Credential:
    if "sig" not in parse_qs(query.lstrip("?")):
        raise AnchorUnavailableError(f"{file} holds no credential: {_HOW}")
    return AzureSasCredential(query.lstrip("?"))
