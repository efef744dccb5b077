"""Become another program that finds its listening socket as file descriptor 3.

That is systemd's socket activation (sd_listen_fds(3)), which Odoo understands. `LISTEN_PID` must be
the pid of the program itself, so only the process that becomes it can set it.
"""

from __future__ import annotations

import os
import sys

FIRST_SOCKET = 3


def main(arguments: list[str]) -> None:
    """Take `FD PROGRAM ARGUMENT...`, move FD to 3 and execute PROGRAM."""
    descriptor, program, *rest = arguments
    os.dup2(int(descriptor), FIRST_SOCKET, inheritable=True)
    environ = {**os.environ, "LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
    os.execve(program, [program, *rest], environ)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
