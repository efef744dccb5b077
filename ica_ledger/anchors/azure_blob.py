"""An anchor in a container of Azure Blob Storage: one block blob for each file.

https://learn.microsoft.com/rest/api/storageservices/put-blob
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.storage.blob import ContainerClient

from ica_ledger.anchors import azure_probe
from ica_ledger.anchors.azure_access import checked_url, container_client
from ica_ledger.anchors.azure_errors import code_of, translated
from ica_ledger.anchors.base import (
    MAX_BYTES,
    AnchorConflictError,
    AnchorUnavailableError,
    Finding,
    require_fitting,
    require_same,
)
from ica_ledger.anchors.paths import checked, checkpoints_folder, probe_path, size_of

_FOREIGN_NAMES = 50
_PROBE = b"This file is made to find out whether it can be overwritten or deleted.\n"


class AzureBlobAnchor:
    """Publishes in one container, which must exist; see `Anchor`."""

    def __init__(self, client: ContainerClient, name: str) -> None:
        self._client = client
        self._name = name

    @classmethod
    def at(cls, url: str, credential_file: Path | None = None) -> AzureBlobAnchor:
        """Return the anchor at the container's address; see `azure_access.container_client`."""
        place = checked_url(url)
        return cls(container_client(url, credential_file), f"blob {place.netloc}{place.path}")

    @property
    def name(self) -> str:
        """Say which container this is, without its credential."""
        return self._name

    def create(self, path: str, data: bytes) -> None:
        """Publish `data` at `path` if nothing is there; see `Anchor.create`."""
        require_fitting(path, data)
        with translated(self.name):
            refusal = self._put(checked(path), data)
        found = self.read(path)
        if found is None and refusal is not None:
            with translated(self.name):
                raise refusal
        require_same(self.name, path, data, found)

    def read(self, path: str) -> bytes | None:
        """Return what stands at `path`; see `Anchor.read`."""
        with translated(self.name):
            try:
                found = self._client.download_blob(checked(path))
                if found.size <= MAX_BYTES:
                    return found.readall()
            except ResourceNotFoundError as error:
                if code_of(error) == "BlobNotFound":
                    return None
                raise
        raise AnchorUnavailableError(f"{self.name}: {path} is too large to be a file of a log")

    def newest_checkpoint(self, origin: str) -> bytes | None:
        """Return the newest checkpoint, found by one listing; see `Anchor.newest_checkpoint`."""
        path = self._newest_path(origin)
        return self.read(path) if path else None

    def probe(self, origin: str) -> list[Finding]:
        """Tell what this credential may do and how the container is protected."""
        path = probe_path(origin)
        try:
            self.create(path, _PROBE)
        except (AnchorUnavailableError, AnchorConflictError) as error:
            return [Finding("problem", "may_create", f"Nothing can be published: {error}.")]
        done = Finding("ok", "may_create", f"Files can be published in {self.name}.")
        try:
            with translated(self.name):
                return [done, *azure_probe.findings(self._client, path, _PROBE)]
        except AnchorUnavailableError as error:
            return [done, Finding("warning", "probe", f"The probe broke off: {error}.")]

    def _put(self, path: str, data: bytes) -> HttpResponseError | None:
        """Send one Put Blob; return the refusal when it may mean that the blob is there already.

        So it is also when the first try got through and only its answer was lost. With a
        credential that may only create, that refusal looks like a missing right.
        """
        try:
            # overwrite=False sends `If-None-Match: *`.
            self._client.get_blob_client(path).upload_blob(data, overwrite=False)
        except HttpResponseError as error:
            if error.status_code in (403, 409, 412):
                return error
            raise
        return None

    def _newest_path(self, origin: str) -> str | None:
        """Pass over names that are none of ours: folders of a hierarchical account, for one."""
        folder = checkpoints_folder(origin)
        with translated(self.name):
            names = self._client.list_blob_names(name_starts_with=folder, results_per_page=1)
            for number, name in enumerate(islice(names, _FOREIGN_NAMES)):
                if size_of(origin, name) is not None:
                    return name
                if number == _FOREIGN_NAMES - 1:
                    raise AnchorUnavailableError(
                        f"{self.name} holds foreign names in {folder}; find out who made them"
                    )
        return None
