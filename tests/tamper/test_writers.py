"""Nothing gets lost, doubled or passed over, whoever is killed when (threats H1, E4).

`ICA_WRITERS_SECONDS` says for how long; 12 s unless set.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from devtools.console import say
from tests.support.polling import until
from tests.tamper.control_plane import ControlPlane
from tests.tamper.processes import Act

SECONDS = float(os.environ.get("ICA_WRITERS_SECONDS", "12"))
WRITERS = 8
SEED = 20261124
SHORTEST, LONGEST = 0.05, 0.5
"""Seconds between two kills."""
LABEL = len("sha256:") + 64

pytestmark = [pytest.mark.slow, pytest.mark.timeout(SECONDS + 200)]


class Crowd:
    """Eight writers and one publisher, each a process that is killed now and then."""

    def __init__(self, plane: ControlPlane, folder: Path) -> None:
        self.killed: Counter[str] = Counter()
        self._plane, self._folder = plane, folder
        self._random = random.Random(SEED)
        self._acts = {f"writer {number}": self._writer() for number in range(WRITERS)}
        self._acts["publisher"] = plane.start("publish_on")

    def rage(self, seconds: float) -> None:
        """Kill somebody at random and let him begin again, for so many seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(self._random.uniform(SHORTEST, LONGEST))
            names = ["publisher", self._random.choice(sorted(self._acts))]
            name = self._random.choice(names)
            self._acts[name].kill()
            self.killed[name.partition(" ")[0]] += 1
            is_publisher = name == "publisher"
            self._acts[name] = self._plane.start("publish_on") if is_publisher else self._writer()

    def end(self) -> list[str]:
        """Kill everybody and return the hashes of what writers know to be committed."""
        for act in self._acts.values():
            act.kill()
        files = self._folder.glob("*.known")
        lines = [line for file in files for line in file.read_text().splitlines()]
        return [line for line in lines if len(line) == LABEL]

    def _writer(self) -> Act:
        seed = self._random.randrange(2**32)
        return self._plane.start("write_on", known=str(self._folder / f"{seed}.known"), seed=seed)


def _published(plane: ControlPlane) -> bool:
    """Do a round, and tell whether the anchor holds everything."""
    assert plane.publish() is None
    return not plane.dba.value("SELECT count(*) FROM azdev_ledger_pending")


def test_eight_writers_killed_at_random_while_the_log_grows(
    plane: ControlPlane, tmp_path: Path
) -> None:
    before = plane.dba.size()
    crowd = Crowd(plane, tmp_path)
    crowd.rage(SECONDS)
    known = crowd.end()
    gone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = %s AND usename = %s"
    until(
        lambda: plane.dba.value(gone, plane.role.name, plane.role.user),
        "the connections of the killed to end",
    )
    waiting = plane.dba.value("SELECT count(*) FROM azdev_ledger_pending")
    until(lambda: _published(plane), "everything to be published")

    rows = plane.dba.run(
        """SELECT leaf_index, leaf_hash FROM azdev_ledger_entry entry
           LEFT JOIN azdev_ledger_leaf leaf ON leaf.entry_id = entry.id ORDER BY leaf_index"""
    )
    assert [index for index, _ in rows] == list(range(len(rows))), "a gap, or an entry passed over"
    placed = Counter(leaf_hash for _, leaf_hash in rows)
    assert set(placed.values()) == {1}, "an entry stands in the log twice"
    assert len(known) == len(set(known)) > SECONDS * 10
    assert not set(known) - set(placed), "an entry was lost after its commit"
    assert plane.alarms() == []
    assert plane.heads()[-1] == len(rows) == plane.dba.size()
    verdict = plane.verify()
    assert verdict.code == 0, verdict.text
    say(
        f"{len(rows) - before} entries of {WRITERS} writers in {SECONDS:.0f} s,"
        f" {len(plane.heads())} checkpoints, {waiting} waiting at the end,"
        f" killed: {dict(crowd.killed)}"
    )
