"""What the demonstration asserts: nothing is shown that was not checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
_INTERVAL = 0.1
_PATIENCE = 3.0


class DemoFailed(Exception):
    """Something that the demonstration shows does not hold."""


def expect(holds: object, claim: str) -> None:
    """Raise DemoFailed with the claim unless it holds."""
    if not holds:
        raise DemoFailed(claim)


def expect_equal(actual: object, expected: object, claim: str) -> None:
    """Raise DemoFailed with the claim and both values unless they are equal."""
    expect(actual == expected, f"{claim}: expected {expected!r}, found {actual!r}")


def eventually(
    claim: str,
    read: Callable[[], _T | None],
    *,
    timeout: float = 30.0,
    impatient: Callable[[str], None] = lambda claim: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> _T:
    """Read until the answer is true and return it.

    `impatient` hears the claim once, when it takes longer than three seconds. Raises DemoFailed
    after `timeout` seconds, with what was read last.
    """
    started = clock()
    told = False
    while not (found := read()):
        waited = clock() - started
        if waited >= timeout:
            raise DemoFailed(f"not within {timeout:.0f} s: {claim} (last answer: {found!r})")
        if waited >= _PATIENCE and not told:
            told = True
            impatient(claim)
        sleep(_INTERVAL)
    return found
