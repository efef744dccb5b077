"""Keeps the whole organization in one JSON file, so that it survives a restart."""

from __future__ import annotations

import dataclasses
import json
import os
import time
import types
import typing
from pathlib import Path
from typing import Any

from demo.azure_devops.model import Organization

SECONDS_BETWEEN_SAVES = 1.0


class Store:
    """Writes at most once a second, atomically, readable by the owner only.

    A large organization is written less often, so that saving takes a twentieth of the time.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / "organization.json"
        self._next = 0.0
        directory.mkdir(parents=True, exist_ok=True)

    def load(self) -> Organization | None:
        """Read the organization; None when nothing was stored."""
        if not self._path.exists():
            return None
        made = decode(Organization, json.loads(self._path.read_text()))
        assert isinstance(made, Organization)
        return made

    def save(self, organization: Organization, force: bool = False) -> bool:
        """Write the organization unless that has just been done; tell whether it was written."""
        begun = time.monotonic()
        if not force and begun < self._next:
            return False
        write_private(self._path, json.dumps(dataclasses.asdict(organization)))
        ended = time.monotonic()
        self._next = ended + max(SECONDS_BETWEEN_SAVES, 20 * (ended - begun))
        return True


def write_private(path: Path, text: str) -> None:
    """Write a file that appears at once and that only its owner can read."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    temporary.replace(path)


def decode(kind: Any, value: Any) -> Any:
    """Build a value of a type from JSON: dataclasses, lists, dicts, options, plain values."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{name: decode(hints[name], inner) for name, inner in value.items()})
    if origin is list:
        return [decode(arguments[0], item) for item in value]
    if origin is dict:
        return {arguments[0](key): decode(arguments[1], item) for key, item in value.items()}
    if origin is types.UnionType:
        return None if value is None else decode(arguments[0], value)
    return value
