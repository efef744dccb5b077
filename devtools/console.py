"""Progress on the terminal: one line a step, with the seconds it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def say(message: str) -> None:
    """Print one line at once, also into a pipe."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


@contextmanager
def step(title: str, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Announce `title`, run the block, and print how many seconds it took."""
    say(f"  … {title}")
    started = clock()
    yield
    say(f"  ✓ {title} ({clock() - started:.1f} s)")
