"""Wait for a condition, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(
    condition: Callable[[], bool],
    *,
    timeout: float,
    interval: float = 0.05,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Return True as soon as `condition` holds, False after `timeout` seconds without it."""
    deadline = clock() + timeout
    while not condition():
        if clock() >= deadline:
            return False
        sleep(interval)
    return True
