"""How long to wait before the next try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_MAX_DOUBLINGS: Final = 32


def next_delay(
    attempt: int,
    *,
    random: Callable[[], float],
    base: float = 1.0,
    cap: float = 60.0,
    retry_after: float | None = None,
) -> float:
    """Return the seconds to wait after the `attempt`-th failure, counted from 1.

    The delay doubles from `base` to `cap`; a random half of it is taken off, so that many waiting
    callbacks do not come back together. Never shorter than `retry_after`. `random` gives 0 to 1.
    """
    doublings = min(max(attempt - 1, 0), _MAX_DOUBLINGS)
    delay = min(cap, base * 2.0**doublings)
    return max(delay * (1.0 - random() / 2.0), retry_after or 0.0)
