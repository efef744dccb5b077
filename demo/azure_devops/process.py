"""Starts and stops the simulator's process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class SimulatorError(RuntimeError):
    """The simulator refused or is not there."""


def spawn(
    directory: Path, port: int, state_dir: Path | None
) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """Start a process with ready file and log in the directory; raises SimulatorError."""
    ready, log = directory / "azure_devops.json", directory / "azure_devops.log"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "demo.azure_devops", "--port", str(port)]
    command += ["--ready-file", str(ready)]
    if state_dir is not None:
        command += ["--state-dir", str(state_dir)]
    with log.open("ab") as stream:
        process = subprocess.Popen(command, cwd=ROOT, stdout=stream, stderr=stream)
    deadline = time.monotonic() + 30
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            raise SimulatorError(f"the simulator did not start; see {log}")
        time.sleep(0.02)
    return process, json.loads(ready.read_text())


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to stop, and insist after ten seconds."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
