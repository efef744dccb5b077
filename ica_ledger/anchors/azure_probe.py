"""What a credential may do in a container, found out by trying, and how the container protects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobClient, ContainerClient

from ica_ledger.anchors.azure_errors import IMMUTABLE, code_of
from ica_ledger.anchors.base import Finding

_USE_CREATE_ONLY = "Use a signature (SAS) with create, read and list only, or a role without more."
_POLICY = "Set a retention policy and a legal hold on the container, and lock the policy."

_LOOK = (
    "Use a role that may read the container's properties, or look by hand: "
    "az storage container-rm show."
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    done: bool
    immutable: bool = False


def findings(client: ContainerClient, path: str, data: bytes) -> list[Finding]:
    """Try to overwrite and to delete the blob at `path`, which holds `data`; look at the policy.

    Azure checks rights before policies. Raises AzureError when the service doesn't answer.
    """
    blob = client.get_blob_client(path)
    overwritten = _try(lambda: blob.upload_blob(data, overwrite=True))
    versioned = _has_versions(blob)
    deleted = _try(blob.delete_blob)
    return [
        _overwriting(overwritten, versioned),
        _deletion(deleted),
        _protection(client, shown=overwritten.immutable or deleted.immutable),
    ]


def _try(change: Callable[[], object]) -> _Outcome:
    try:
        change()
    except HttpResponseError as error:
        if code_of(error) in IMMUTABLE:
            return _Outcome(done=False, immutable=True)
        if error.status_code == 403:
            return _Outcome(done=False)
        raise
    return _Outcome(done=True)


def _has_versions(blob: BlobClient) -> bool:
    return bool(blob.get_blob_properties().version_id)


def _overwriting(outcome: _Outcome, versioned: bool) -> Finding:
    if outcome.immutable:
        text = "This credential may overwrite; only the container's policy prevents it."
        return Finding("warning", "may_overwrite", text, _USE_CREATE_ONLY)
    if not outcome.done:
        return Finding("ok", "may_overwrite", "This credential may not overwrite.")
    if versioned:
        text = "This credential may overwrite; the old version is kept but readers get the new one."
        return Finding("problem", "may_overwrite", text, _USE_CREATE_ONLY)
    return Finding("problem", "may_overwrite", "This credential may overwrite.", _USE_CREATE_ONLY)


def _deletion(outcome: _Outcome) -> Finding:
    if outcome.immutable:
        text = "This credential may delete; only the container's policy prevents it."
        return Finding("warning", "may_delete", text, _USE_CREATE_ONLY)
    if not outcome.done:
        return Finding("ok", "may_delete", "This credential may not delete blobs.")
    return Finding("problem", "may_delete", "This credential may delete blobs.", _USE_CREATE_ONLY)


def _protection(client: ContainerClient, *, shown: bool) -> Finding:
    """Tell whether the container itself keeps blobs; `shown` means that it just did."""
    kinds = _kinds(client)
    if kinds or shown:
        protected_by = " and ".join(kinds or ["a policy or a legal hold"])
        return Finding("ok", "immutability", f"The container has {protected_by}.")
    if kinds is None:
        text = "This credential doesn't show whether the container has a retention policy."
        return Finding("warning", "immutability", text, _LOOK)
    text = "Whoever administers the account may delete: the container has no policy and no hold."
    return Finding("warning", "immutability", text, _POLICY)


def _kinds(client: ContainerClient) -> list[str] | None:
    """Return what protects the container; None when that can't be seen.

    With a signature for a single container it never can, only with an account's or a role.
    """
    try:
        found = client.get_container_properties()
    except HttpResponseError:
        return None
    kinds = {
        "a retention policy": found.has_immutability_policy,
        "a legal hold": found.has_legal_hold,
        "retention of single versions": found.immutable_storage_with_versioning_enabled,
    }
    return [text for text, there in kinds.items() if there]
