"""The listening socket that Odoo inherits."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from devtools import ports
from devtools.errors import SetupError


def test_taken_port_is_said_with_the_way_out() -> None:
    with ports.listening_socket(0) as taken:
        port = taken.getsockname()[1]
        assert not ports.is_free(port)
        with pytest.raises(SetupError, match=rf"port {port} is not free .*ICA_HTTP_PORT"):
            ports.listening_socket(port)
    assert ports.is_free(port)


def test_only_the_loopback_interface_listens() -> None:
    with ports.listening_socket(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert not listener.getblocking()


def test_program_finds_the_socket_as_systemd_would_hand_it_over() -> None:
    code = (
        "import os, socket; s = socket.socket(fileno=3);"
        "assert os.environ['LISTEN_FDS'] == '1';"
        "assert os.environ['LISTEN_PID'] == str(os.getpid());"
        "print(s.getsockname()[1])"
    )
    with ports.listening_socket(0) as listener:
        number = listener.fileno()
        done = subprocess.run(
            [sys.executable, "-m", "devtools.handover", str(number), sys.executable, "-c", code],
            pass_fds=[number],
            capture_output=True,
            text=True,
            env={**os.environ},
            timeout=30,
            check=True,
        )
        assert int(done.stdout) == listener.getsockname()[1]
