"""Run another program to its end, keep what it printed, and fail in one line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools.errors import SetupError, one_line

Argument = str | Path


def run(
    command: Sequence[Argument],
    *,
    failure: str,
    remedy: str,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 900,
) -> str:
    """Return the standard output of `command`.

    Raises SetupError with `failure`, the program's last line and `remedy` when the program is
    absent, exits non-zero or takes longer than `timeout` seconds.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=None if environ is None else {**os.environ, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError:
        raise SetupError(f"{failure} ({command[0]} is not installed)", remedy) from None
    except subprocess.TimeoutExpired:
        raise SetupError(f"{failure} (no answer within {timeout:.0f} s)", remedy) from None
    if done.returncode != 0:
        raise SetupError(f"{failure} ({last_line(done.stderr + done.stdout)})", remedy)
    return done.stdout


def last_line(output: str) -> str:
    """Return the line that tells most: the first error, else the last that isn't empty."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E:", "ERROR", "Err:", "fatal:"))]
    return one_line((errors or lines[-1:] or ["it printed nothing"])[0])
