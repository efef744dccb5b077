"""TCP ports on the loopback interface."""

from __future__ import annotations

import socket

from devtools.errors import SetupError

LOOPBACK = "127.0.0.1"
# Odoo's own eight a worker make 50 simultaneous clients wait for SYN retries.
BACKLOG = 1024


def listening_socket(port: int) -> socket.socket:
    """Return a non-blocking listening socket on `port` of the loopback interface (0: any).

    Raises SetupError when the port is taken or not allowed.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SetupError(
            f"port {port} is not free ({error.strerror})", "set ICA_HTTP_PORT to another one, or 0"
        ) from None
    listener.setblocking(False)
    return listener


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Tell whether nothing listens on `port` of the loopback interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
