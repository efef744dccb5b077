"""`make serve`: one system in the foreground until it is told to stop or a part of it dies."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from devtools.console import say
from devtools.settings import Settings, from_environment
from devtools.system import System

_CHECK_SECONDS = 0.5


def serve(settings: Settings | None = None) -> int:
    """Run until SIGTERM or SIGINT (0) or until a part ends by itself (1).

    Raises SetupError when the machine lacks something.
    """
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            return
        stop.set()
        # Interrupts a start that is still under way, too.
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    try:
        with System(settings or from_environment()) as system:
            say(f"Odoo is ready: {system.odoo.url} (see {system.settings.instance.serve_json})")
            while not stop.wait(_CHECK_SECONDS):
                if dead := system.dead():
                    say(f"  ✗ {dead} ended by itself: read {system.settings.instance.logs}")
                    return 1
    except KeyboardInterrupt:
        say("stopped")
    return 0
