from __future__ import annotations

import sys

import pytest

from benchmarks import pinned

MEGABYTE = 2**20
CORE = pinned.a_core()


def run(code: str, timeout: float = 60) -> pinned.Used:
    return pinned.run([sys.executable, "-c", code], core=CORE, timeout=timeout)


def test_exit_code_and_both_streams_are_told() -> None:
    used = run("import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)")
    assert used.code == 3
    assert set(used.output.split()) == {"one", "two"}


def test_a_program_that_works_uses_time_and_one_that_waits_does_not() -> None:
    busy = run("import time\nwhile time.process_time() < 0.5: pass")
    assert 0.5 <= busy.cpu_seconds <= busy.seconds + 0.1
    assert run("import time; time.sleep(0.5)").cpu_seconds < 0.4


def test_the_peak_of_memory_is_the_programs_own() -> None:
    held = bytearray(200 * MEGABYTE)  # ours; a child that was forked from us must not show it
    small = run("import time; time.sleep(0.2)").peak_bytes
    large = run(f"import time; held = bytearray({300 * MEGABYTE}); time.sleep(0.2)").peak_bytes
    assert len(held) > small
    assert 300 * MEGABYTE < large < 400 * MEGABYTE


def test_it_runs_on_one_core() -> None:
    used = run("import os, time; time.sleep(0.2); print(os.sched_getaffinity(0))")
    assert used.output.strip() == str({CORE})


def test_a_program_that_hangs_is_killed() -> None:
    with pytest.raises(TimeoutError):
        run("import time; time.sleep(60)", timeout=0.3)
