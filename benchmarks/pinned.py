"""Runs a program on one processor core and tells what it used; Linux only."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Used:
    """What a program did: its exit code and output, seconds by two clocks, bytes of memory."""

    code: int
    output: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def a_core() -> int:
    """Return the last core that this process may use; the first one serves most interrupts."""
    return max(os.sched_getaffinity(0))


def run(command: Sequence[str], core: int, timeout: float) -> Used:
    """Run a program on a core; both its streams go to the output.

    Raises TimeoutError when it takes more than `timeout` seconds; it is killed then.
    """
    with tempfile.TemporaryFile() as stream:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
        os.sched_setaffinity(process.pid, {core})
        try:
            code, cpu_seconds, peak = _watch(process.pid, begun + timeout)
        except TimeoutError:
            process.kill()
            process.wait()
            raise
        process.returncode = code
        seconds = time.monotonic() - begun
        stream.seek(0)
        output = stream.read().decode(errors="replace")
    return Used(code, output, seconds, cpu_seconds, peak)


def _watch(pid: int, deadline: float) -> tuple[int, float, int]:
    """Wait for the end; return exit code, processor seconds and the highest peak that was seen.

    The kernel's own peak of an ended child would count what this process held when it forked.
    """
    peak = 0
    while time.monotonic() < deadline:
        peak = max(peak, _peak(pid))
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, peak
        time.sleep(_LOOK_SECONDS)
    raise TimeoutError(f"process {pid} takes too long")


def _peak(pid: int) -> int:
    """Return the most bytes of memory that a process held so far; 0 when it has ended."""
    found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 if found else 0
