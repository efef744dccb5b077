"""`make test`: every test of the repository, and one line that sums them up."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools import attack_report, stages
from devtools.console import say
from devtools.errors import SetupError
from devtools.junit import Counts
from devtools.paths import ROOT

RESULTS = ROOT / ".runtime" / "test-results"


def _odoo(results: Path) -> Counts:
    with tempfile.TemporaryDirectory(prefix="ica-", ignore_cleanup_errors=True) as home:
        return stages.odoo(results, Path(home))


STAGES: dict[str, tuple[str, Callable[[Path], Counts]]] = {
    "pure": ("pure tests", stages.pure),
    "odoo": ("Odoo tests", _odoo),
    "served": ("tests of a served instance", stages.served),
}


def run_tests(names: Sequence[str] = ()) -> int:
    """Run the named stages (default: all), also after a failed one; return 0 if none failed.

    After all stages the attacks are reported; one whose test did not pass is a failure.
    """
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        raise SetupError(f"there is no stage {unknown[0]!r}", f"name one of {', '.join(STAGES)}")
    total = Counts()
    for name in names or STAGES:
        title, run = STAGES[name]
        say(f"== {title}")
        total += _guarded(run)
    if not names:
        total += Counts(failed=attack_report.report(RESULTS).failed)
    say(str(total))
    return int(total.failed > 0)


def _guarded(run: Callable[[Path], Counts]) -> Counts:
    """Run one stage; what keeps it from starting is one failure, not the end of the others."""
    try:
        return run(RESULTS)
    except SetupError as error:
        say(f"  ✗ {error}")
        return Counts(failed=1)
