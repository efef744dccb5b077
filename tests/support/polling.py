"""Wait for a value, with a deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from devtools.polling import wait_until

Value = TypeVar("Value")


def until(ask: Callable[[], Value | None], what: str, timeout: float = 30) -> Value:
    """Ask until the answer is true and return it; fails the test after `timeout` seconds."""
    found: list[Value] = []

    def answered() -> bool:
        answer = ask()
        if answer:
            found.append(answer)
        return bool(answer)

    assert wait_until(answered, timeout=timeout, interval=0.1), f"timed out: {what}"
    return found[0]
