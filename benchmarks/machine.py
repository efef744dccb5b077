"""Processor time: what a request costs, and how much of the machine others took meanwhile.

Seconds of the clock depend on who else is there; seconds of the processor hardly do.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds of processor time since the start: of Odoo, PostgreSQL, all of us, everybody."""

    odoo: float
    postgres: float
    ours: float
    everybody: float

    def __sub__(self, other: Reading) -> Reading:
        return Reading(
            self.odoo - other.odoo,
            self.postgres - other.postgres,
            self.ours - other.ours,
            self.everybody - other.everybody,
        )

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            self.odoo + other.odoo,
            self.postgres + other.postgres,
            self.ours + other.ours,
            self.everybody + other.everybody,
        )


NOTHING = Reading(0, 0, 0, 0)


class Meter:
    """Reads the processor time of the system under test."""

    def __init__(self, odoo_pid: int, backend_pid: int) -> None:
        self._odoo = psutil.Process(odoo_pid)
        postmaster = psutil.Process(backend_pid).parent()
        if postmaster is None:
            raise RuntimeError("PostgreSQL has ended")
        self._postgres = postmaster
        self._own = psutil.Process()

    def read(self) -> Reading:
        """Return the processor time used so far."""
        everybody = psutil.cpu_times()
        return Reading(
            odoo=_tree(self._odoo),
            postgres=_tree(self._postgres),
            ours=_tree(self._own),
            everybody=everybody.user + everybody.nice + everybody.system,
        )


def others_share(used: Reading, elapsed: float, cores: int) -> float:
    """Return the share of the machine that other people's processes took, from 0 to 1."""
    return min(1.0, max(0.0, (used.everybody - used.ours) / (elapsed * cores)))


def _tree(root: psutil.Process) -> float:
    """Add up a process, those below it, and those that ended below it."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
