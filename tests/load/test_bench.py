"""`make bench` runs to its end; how fast this machine is, is not asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measurements import (
    approvals,
    checks,
    decisions,
    inbox,
    ledger_calls,
    ledger_log,
    throughput,
)
from devtools.paths import ROOT

MEASUREMENTS = (throughput, ledger_calls, ledger_log, approvals, checks, decisions, inbox)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_quick_benchmark_measures_everything_and_sees_only_good_answers(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=590,
        check=False,
    )
    assert file.exists(), done.stdout + done.stderr
    content = json.loads(file.read_text())
    assert content["failures"] == {}
    assert list(content["sections"]) == [one.TITLE for one in MEASUREMENTS]
    assert done.returncode == (0 if content["passed"] else 1)
    for verdict in content["verdicts"]:
        assert verdict["name"] in done.stdout
