"""Processes in which Odoo's code acts, seen from the test."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devtools.paths import ROOT
from devtools.polling import wait_until


class Act:
    """Something that Odoo's code does in a process of its own."""

    def __init__(self, path: Path, order: dict[str, Any]) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(120)
        self._socket.connect(str(path))
        self._stream = self._socket.makefile("rwb")
        self._stream.write(json.dumps(order).encode() + b"\n")
        self._stream.flush()
        self.pid = int(self._stream.readline())

    def kill(self) -> None:
        """End it by SIGKILL, unless it has ended; its connection to the database with it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.was_killed()

    def was_killed(self) -> bool:
        """Wait for the end and tell whether it came before there was an answer."""
        with self._socket, self._stream:
            return not self._stream.readline()

    def answer(self) -> Any:
        """Wait for the answer; fails when it was killed or failed itself."""
        with self._socket, self._stream:
            line = self._stream.readline()
        assert line, "the process ended without an answer"
        said = json.loads(line)
        assert "error" not in said, said.get("error")
        return said["answer"]


@dataclass
class Forking:
    """The loaded Odoo that forks for each act."""

    config: Path
    path: Path
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Load it and wait until it listens."""
        command = [sys.executable, "-m", "tests.tamper.forking_odoo", self.config, self.path]
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self._process = process = subprocess.Popen(
                [*map(str, command)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        listens = wait_until(lambda: self.path.exists() or process.poll() is not None, timeout=120)
        assert listens, "Odoo neither listens nor ends"
        assert process.poll() is None, self.log.read_text()[-3000:]

    def stop(self) -> None:
        """End it; its children have ended with their connections."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
