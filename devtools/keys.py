"""Secrets of an instance that live outside its database."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

from devtools import stamps


def vault_key(folder: Path, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> Path:
    """Return the file of the key that encrypts stored secrets: 32 bytes in base64, made once."""
    return _once(folder / "vault.key", base64.b64encode(random_bytes(32)).decode())


def instance_id(folder: Path, new_id: Callable[[], uuid.UUID] = uuid.uuid4) -> Path:
    """Return the file of the id that tells this instance from a copy of its database, made once."""
    return _once(folder / "instance-id", str(new_id()))


def password(folder: Path, name: str) -> str:
    """Return the password called `name`, made once."""
    return _once(folder / f"{name}.password", secrets.token_urlsafe(18)).read_text().strip()


def keep(path: Path, secret: str) -> None:
    """Write a secret into a file that only this user may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamps.write_atomically(path, f"{secret}\n", 0o600)


def _once(path: Path, content: str) -> Path:
    if not path.exists():
        keep(path, content)
    return path
