from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.log.found import Found, read
from benchmarks.pinned import Used

GROWN = {"size": 1_000_000, "batches": [[8000, 0.5], [8000, 1.0], [8000, 2.0], [1, 9.0]]}
MEASURED = {
    "writing": {"short": [[0.001, 0.001]] * 3, "long": [[0.001, 0.001], [0.001, 0.0012], [9, 9]]},
    "round": 0.1,
    "proving": {"cold": [0.01, 0.02], "warm": [0.001]},
}
USED = Used(code=0, output="", seconds=8.0, cpu_seconds=4.0, peak_bytes=50_000_000)


@pytest.fixture
def found() -> Found:
    return read(1000, GROWN, USED, MEASURED, {"azdev_ledger_leaf": (50_000_000, 70_000_000)})


def test_the_figures_are_medians_over_full_batches_and_all_writers(found: Found) -> None:
    assert found.sequenced == 8000
    assert found.writers["long"].whole == pytest.approx(0.0022)
    assert found.writers["long"].insert == 0.001
    assert found.writer_ratio == pytest.approx(1.1)


def test_the_verifier_is_judged_by_processor_time(found: Found) -> None:
    assert found.verified_per_cpu_second == 250_000
    assert found.data()["verified_per_second"] == 125_000


def test_a_log_of_one_batch_is_judged_by_that() -> None:
    grown = {"size": 10, "batches": [[10, 2.0]]}
    assert read(10, grown, USED, MEASURED, {}).sequenced == 5


def test_good_figures_reach_every_goal(found: Found) -> None:
    assert [one.name for one in found.verdicts() if not one.reached] == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"sequenced": 4_999.0}, "sequencer"),
        ({"verified": replace(USED, cpu_seconds=5.1)}, "processor time"),
        ({"verified": replace(USED, peak_bytes=200_000_000)}, "memory"),
    ],
)
def test_each_bad_figure_misses_its_own_goal(
    found: Found, change: dict[str, object], name: str
) -> None:
    [missed] = [one for one in replace(found, **change).verdicts() if not one.reached]
    assert name in missed.name


def test_a_slower_writer_or_proof_misses_its_goal() -> None:
    slow = {
        **MEASURED,
        "writing": {"short": [[1, 1]], "long": [[1, 1.41]]},
        "proving": {"cold": [0.05], "warm": [0.001]},
    }
    missed = [one.name for one in read(1000, GROWN, USED, slow, {}).verdicts() if not one.reached]
    assert len(missed) == 2
    assert "writer" in missed[0]
    assert "proof" in missed[1]


def test_bytes_are_told_for_each_entry(found: Found) -> None:
    assert found.data()["bytes_an_entry"] == {"azdev_ledger_leaf": 120}
