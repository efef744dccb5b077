# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Relay web sockets from Odoo's workers to its gevent process.

In production a proxy does that. A development instance has none, and a worker that gets a web
socket can only fail: errors in the log and "connection lost" in the browser.
"""

import contextlib
import socket
import threading

from odoo.service.server import WorkerHTTP
from odoo.tools import config

_START_OF_REQUEST = b"GET /websocket?"
_CONNECT_SECONDS = 10

_process_request = WorkerHTTP.process_request


def install():
    """Make each worker look at the first bytes of a connection before it answers."""
    WorkerHTTP.process_request = process_request


def process_request(worker, client, address):
    """Hand a web socket to a relay thread; let Odoo answer everything else."""
    if _is_websocket(client, worker.sock_timeout):
        threading.Thread(target=relay, args=(client,), daemon=True).start()
    else:
        _process_request(worker, client, address)


def relay(client):
    """Copy bytes between `client` and the gevent process until one of them hangs up."""
    target = (config["http_interface"], config["gevent_port"])
    with client, contextlib.suppress(OSError):  # noqa: SIM117 (a failed connect ends here too)
        with socket.create_connection(target, timeout=_CONNECT_SECONDS) as server:
            client.settimeout(None)
            server.settimeout(None)
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            _copy(client, server)
            back.join()


def _is_websocket(client, timeout):
    client.settimeout(timeout)
    try:
        start = client.recv(len(_START_OF_REQUEST), socket.MSG_PEEK)
    except OSError:
        return False
    return start == _START_OF_REQUEST


def _copy(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
