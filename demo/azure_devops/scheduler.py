"""A clock that tests can move, and the timers that hang on it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Handler = Callable[..., None]


@dataclass
class ClockState:
    """How simulated time relates to real time; seconds."""

    offset: float = 0.0
    frozen_at: float | None = None


@dataclass(order=True)
class Timer:
    """Something due at a simulated time (seconds since 1970); data only: it can be stored."""

    due: float
    sequence: int
    kind: str = field(compare=False)
    arguments: dict[str, Any] = field(compare=False)


@dataclass
class TimerState:
    """All timers that have not fired yet."""

    timers: list[Timer] = field(default_factory=list)
    next_sequence: int = 1


class Scheduler:
    """Fires timers in the order of their due time over `now = real + offset`."""

    def __init__(self, real: Callable[[], float], clock: ClockState, timers: TimerState) -> None:
        self._real = real
        self._clock = clock
        self._state = timers
        self._handlers: dict[str, Handler] = {}
        heapq.heapify(self._state.timers)

    def handle(self, kind: str, handler: Handler) -> None:
        """Name the function that timers of this kind call with their arguments."""
        self._handlers[kind] = handler

    @property
    def now(self) -> float:
        """Tell the simulated time, in seconds since 1970."""
        if self._clock.frozen_at is not None:
            return self._clock.frozen_at
        return self._real() + self._clock.offset

    @property
    def frozen(self) -> bool:
        """Tell whether simulated time stands still."""
        return self._clock.frozen_at is not None

    def after(self, seconds: float, kind: str, **arguments: Any) -> None:
        """Let a timer fire so many simulated seconds from now."""
        timer = Timer(self.now + seconds, self._state.next_sequence, kind, arguments)
        self._state.next_sequence += 1
        heapq.heappush(self._state.timers, timer)

    def seconds_to_next(self) -> float | None:
        """Tell how long until the next timer is due; None when there is none or time is frozen."""
        if self.frozen or not self._state.timers:
            return None
        return max(0.0, self._state.timers[0].due - self.now)

    def next_due(self, until: float) -> float | None:
        """Tell when the next timer up to `until` is due."""
        timers = self._state.timers
        return timers[0].due if timers and timers[0].due <= until else None

    def fire_next(self, until: float) -> bool:
        """Fire the first timer that is due by `until`; tell whether there was one."""
        if self.next_due(until) is None:
            return False
        timer = heapq.heappop(self._state.timers)
        self.move_to(max(self.now, timer.due))
        self._handlers[timer.kind](**timer.arguments)
        return True

    def run_due(self) -> int:
        """Fire all that is due now; tell how many timers fired."""
        fired = 0
        while self.fire_next(self.now):
            fired += 1
        return fired

    def advance(self, seconds: float) -> int:
        """Move time forward and fire what falls due on the way, each at its own time."""
        target, fired = self.now + seconds, 0
        while self.fire_next(target):
            fired += 1
        self.move_to(max(self.now, target))
        return fired

    def move_to(self, moment: float) -> None:
        """Set the clock without firing anything."""
        if self._clock.frozen_at is not None:
            self._clock.frozen_at = moment
        else:
            self._clock.offset = moment - self._real()

    def freeze(self) -> None:
        """Stop simulated time; only `advance` moves it then."""
        self._clock.frozen_at = self.now

    def unfreeze(self) -> None:
        """Let simulated time go on from where it stands."""
        if self._clock.frozen_at is not None:
            self._clock.offset = self._clock.frozen_at - self._real()
            self._clock.frozen_at = None
