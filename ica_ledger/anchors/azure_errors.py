"""What Azure Blob Storage answers when it doesn't do what was asked, in words for operators."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from ica_ledger.anchors.base import AnchorUnavailableError

IMMUTABLE = frozenset({"BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold"})
"""Codes with which a write or deletion is refused for the container's protection, status 409.

https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
"""

_CODE = re.compile(r"[A-Za-z]{1,80}", re.ASCII)
_REMEDIES = {
    "ContainerNotFound": "make the container, with a retention policy",
    "ContainerBeingDeleted": "wait until the container is deleted and make it again",
    "AccountIsDisabled": "enable the storage account",
    "AuthenticationFailed": "make a new credential: this one is wrong, expired or not yet valid",
    "AuthorizationFailure": "let the account's firewall admit this machine, or make a new "
    "credential with the rights create, read and list",
    "AuthorizationPermissionMismatch": "give the credential the rights create, read and list",
    "AuthorizationSourceIPMismatch": "make the signature for this machine's address",
    "AuthorizationProtocolMismatch": "make the signature for https",
    "InvalidAuthenticationInfo": "make a new credential: this one is malformed or expired",
    "BlobAlreadyExists": "find out who deletes there, for now nothing is there",
    "KeyBasedAuthenticationNotPermitted": "use the machine's identity instead of a key",
    "PublicAccessNotPermitted": "name a file with a credential",
}


def code_of(error: HttpResponseError) -> str:
    """Return the service's error code, or the HTTP status when there is none."""
    code = getattr(error, "error_code", None)
    text = str(getattr(code, "value", code) or "")
    return text if _CODE.fullmatch(text) else f"status {error.status_code or 'unknown'}"


@contextlib.contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn the client's errors into AnchorUnavailableError.

    Their own texts are left out: they may hold addresses with signatures.
    """
    try:
        yield
    except HttpResponseError as error:
        raise AnchorUnavailableError(f"{name} {_answer(error)}") from None
    except (ServiceRequestError, ServiceResponseError):
        raise AnchorUnavailableError(
            f"{name} doesn't answer: check network, proxy, name resolution and firewall"
        ) from None
    except AzureError:
        raise AnchorUnavailableError(
            f"{name} broke off: try again; if it stays so, look at the account's health"
        ) from None


def _answer(error: HttpResponseError) -> str:
    code = code_of(error)
    if isinstance(error, ClientAuthenticationError) and error.status_code is None:
        return "got no credential: give this machine an identity, or name a file with a credential"
    if code in _REMEDIES:
        return f"refused ({code}): {_REMEDIES[code]}"
    if (error.status_code or 0) >= 500 or error.status_code == 429:
        return f"is busy or out of order ({code}): it is tried again; look at Azure's status"
    return f"refused ({code}): look the code up in Azure's list of Blob Storage error codes"
