"""The running Odoo: started on a socket of our own, stopped or killed with all its workers."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from devtools import ports
from devtools.odoo_source import PROGRAM
from devtools.polling import wait_until


class OdooServer:
    """One Odoo with its workers, in a process group of its own.

    Start it from a thread that lives as long as it should: it ends when that thread ends.
    """

    def __init__(self, config: Path, port: int, log: Path) -> None:
        self.config = config
        self.port = port
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Base address without a trailing slash."""
        return f"http://{ports.LOOPBACK}:{self.port}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The master process."""
        if self._process is None:
            raise RuntimeError("Odoo is not started")
        return self._process

    def start(self) -> None:
        """Start Odoo; returns at once. Raises SetupError when the port is taken."""
        listener = ports.listening_socket(self.port)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        descriptor = listener.fileno()
        command = ["setpriv", "--pdeathsig=TERM", sys.executable, "-m", "devtools.handover"]
        command += [str(descriptor), str(PROGRAM), "-c", str(self.config)]
        with listener, self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(descriptor,),
                start_new_session=True,
            )

    def stop(self, timeout: float = 30) -> None:
        """Let running requests finish, then end; by force after `timeout` seconds."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout)
        self.kill()

    def kill(self) -> None:
        """End the master and all workers at once, as a power cut would."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        # the workers hold the port for a moment longer than their master lives
        wait_until(lambda: ports.is_free(self.port), timeout=10)
