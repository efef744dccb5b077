"""Somebody who makes jobs vanish at random moments, while minutes pass quickly."""

from __future__ import annotations

import random
import threading
from collections import Counter
from types import TracebackType

import psycopg2.errors

from tests.chaos.database import Superuser

DELETE = "DELETE FROM queue_job"
FAIL = "UPDATE queue_job SET state = 'failed' WHERE state <> 'failed'"
CANCEL = "UPDATE queue_job SET state = 'cancelled' WHERE state <> 'cancelled'"

SHORTEST, LONGEST = 0.02, 0.6
"""Seconds between two acts."""


class Saboteur:
    """A thread that acts on *all* jobs at once, again and again; use as a context manager.

    Which act comes when is drawn from a seed. `hit` counts the rows by act. A running job holds a
    lock on its row, so an act may end as a deadlock with it; then it is simply tried again.
    """

    def __init__(self, database: Superuser, seed: int) -> None:
        self.hit: Counter[str] = Counter()
        self._database = database
        self._random = random.Random(seed)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._act_on, daemon=True)

    def __enter__(self) -> Saboteur:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join(30)

    def _act_on(self) -> None:
        while not self._over.wait(self._random.uniform(SHORTEST, LONGEST)):
            act = self._random.choices((DELETE, FAIL, CANCEL), (8, 1, 1))[0]
            try:
                self.hit[act] += len(self._database.run(f"{act} RETURNING id"))
            except psycopg2.errors.DeadlockDetected:
                self.hit["deadlock"] += 1
            if self._random.random() < 0.3:
                self._database.let_a_minute_pass()
