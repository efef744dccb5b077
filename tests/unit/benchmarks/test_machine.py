from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from benchmarks.machine import NOTHING, Meter, Reading, others_share


@pytest.mark.parametrize(
    ("ours", "everybody", "share"),
    [(10, 10, 0), (5, 10, 0.25), (0, 20, 1), (10, 9.9, 0), (0, 30, 1)],
)
def test_what_we_did_not_use_was_used_by_others(
    ours: float, everybody: float, share: float
) -> None:
    used = Reading(odoo=0, postgres=0, ours=ours, everybody=everybody)
    assert others_share(used, elapsed=10, cores=2) == share


def test_readings_add_up() -> None:
    one = Reading(1, 2, 3, 4)
    assert one + one - one == one
    assert one - one == NOTHING


def test_a_meter_sees_what_ended_below_us() -> None:
    parent = psutil.Process().parent()
    assert parent is not None
    meter = Meter(odoo_pid=os.getpid(), backend_pid=os.getpid())
    before = meter.read()
    subprocess.run([sys.executable, "-c", "sum(range(10**7))"], check=True)
    used = meter.read() - before
    assert used.odoo > 0
    assert used.ours > 0
