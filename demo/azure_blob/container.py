"""One container: blobs by name, and what a policy or a legal hold lets happen to them.

https://learn.microsoft.com/azure/storage/blobs/immutable-container-level-worm-policies
https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from demo.azure_blob import errors


@dataclass(frozen=True, slots=True)
class Blob:
    """The content of a block blob; `number` grows with every write in the container."""

    content: bytes
    number: int
    written_at: float


@dataclass
class Container:
    """Blobs and protection. Time is Unix time.

    `retention_seconds` is a time-based policy of the container, `version_retention` the same for
    single versions: overwriting is allowed then and leaves the old version.
    """

    name: str
    clock: Callable[[], float]
    retention_seconds: float | None = None
    version_retention: float | None = None
    legal_hold: bool = False
    blobs: dict[str, Blob] = field(default_factory=dict)
    old_versions: list[tuple[str, Blob]] = field(default_factory=list)
    writes: int = 0

    @property
    def versioned(self) -> bool:
        """Whether each write makes a version."""
        return self.version_retention is not None

    def put(self, name: str, content: bytes, *, create_only: bool, may_overwrite: bool) -> Blob:
        """Write a blob. Raises Refusal."""
        old = self.blobs.get(name)
        if old is not None:
            self._check_overwrite(create_only=create_only, may_overwrite=may_overwrite)
            self.old_versions += [(name, old)] if self.versioned else []
        self.writes += 1
        self.blobs[name] = Blob(content, self.writes, self.clock())
        return self.blobs[name]

    def get(self, name: str) -> Blob:
        """Return a blob. Raises Refusal when there is none."""
        if name not in self.blobs:
            raise errors.not_found()
        return self.blobs[name]

    def delete(self, name: str) -> None:
        """Delete a blob. Raises Refusal while it is protected."""
        blob = self.get(name)
        if self.legal_hold:
            raise errors.under_hold()
        kept = self.retention_seconds or self.version_retention
        if kept is not None and self.clock() < blob.written_at + kept:
            raise errors.under_policy()
        del self.blobs[name]

    def listed(self, prefix: str, after: str, limit: int) -> tuple[list[str], str]:
        """Return up to `limit` names that follow `after`, and where the next page begins."""
        names = sorted(name for name in self.blobs if name.startswith(prefix) and name > after)
        page = names[:limit]
        return page, page[-1] if page and len(names) > limit else ""

    def _check_overwrite(self, *, create_only: bool, may_overwrite: bool) -> None:
        if create_only:
            raise errors.already_exists()
        if not may_overwrite:
            raise errors.no_overwrite()
        if self.legal_hold:
            raise errors.under_hold()
        # An expired policy still forbids to overwrite.
        if self.retention_seconds is not None:
            raise errors.under_policy()
