"""Microsoft's emulator of Azure Blob Storage, from the locked npm packages."""

from __future__ import annotations

import base64
import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devtools import node
from devtools.polling import wait_until

ACCOUNT = "anchor"
_OPTIONS = ("--silent", "--inMemoryPersistence", "--blobPort", "0", "--disableTelemetry")
_START_SECONDS = 60
_LISTENS = re.compile(r"successfully listens on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True, slots=True)
class Azurite:
    """A running emulator: the address of its account and the account's key."""

    url: str
    key: str = field(repr=False)


@contextmanager
def running() -> Iterator[Azurite]:
    """Run an emulator that forgets everything, on a free port, during the block."""
    program = node.ensure() / "azurite-blob"
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    with tempfile.TemporaryDirectory(prefix="azurite-") as folder:
        output = Path(folder) / "output"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                # It knows fewer versions of the protocol than the newest client.
                [program, *_OPTIONS, "--skipApiVersionCheck"],
                cwd=folder,
                env={**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{key}"},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Azurite(f"{_address(process, output)}/{ACCOUNT}", key)
        finally:
            process.terminate()
            process.wait(30)


def _address(process: subprocess.Popen[bytes], output: Path) -> str:
    wait_until(
        lambda: bool(_LISTENS.search(output.read_text())) or process.poll() is not None,
        timeout=_START_SECONDS,
    )
    found = _LISTENS.search(output.read_text())
    assert found, f"Azurite did not start:\n{output.read_text()}"
    return found[1]
