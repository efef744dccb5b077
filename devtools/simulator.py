"""The simulated Azure DevOps as a process beside Odoo."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from devtools import ports, stamps
from devtools.errors import SetupError
from devtools.polling import wait_until


@dataclass(frozen=True, slots=True)
class AzureDevOps:
    """Which Azure DevOps an instance talks to; `control_url` only for the simulated one."""

    organization_url: str
    project_id: str
    project_name: str
    control_url: str = ""
    access_token: str = ""


class Simulator:
    """One simulator; keeps its state and its port in `home` between starts."""

    def __init__(self, home: Path, log: Path) -> None:
        self._home = home
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, timeout: float = 60) -> AzureDevOps:
        """Start it and return its address.

        Raises SetupError when it isn't ready within `timeout` seconds.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        ready = self._home / "ready.json"
        ready.unlink(missing_ok=True)
        command = ["setpriv", "--pdeathsig=TERM", sys.executable, "-m", "demo.azure_devops"]
        command += ["--port", str(self._port()), "--ready-file", str(ready)]
        command += ["--state-dir", str(self._home / "state")]
        with self._log.open("ab") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.process = process
        wait_until(lambda: ready.exists() or process.poll() is not None, timeout=timeout)
        if not ready.exists():
            self.stop()
            raise SetupError("the simulated Azure DevOps did not start", f"read {self._log}")
        return parse_ready(ready.read_text())

    def stop(self, timeout: float = 10) -> None:
        """End it; by force after `timeout` seconds."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _port(self) -> int:
        """Return the port of the last start if it is free, so that stored addresses stay valid."""
        remembered = self._home / "port"
        if remembered.exists() and ports.is_free(int(remembered.read_text())):
            return int(remembered.read_text())
        port = ports.free_port()
        stamps.write_atomically(remembered, f"{port}\n")
        return port


def parse_ready(text: str) -> AzureDevOps:
    """Read what the simulator writes when it is ready."""
    content = json.loads(text)
    return AzureDevOps(
        organization_url=content["organization_url"],
        project_id=content["project_id"],
        project_name=content["project_name"],
        control_url=content["control_url"],
        access_token=content["pat"],
    )
