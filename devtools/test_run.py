"""`make test`: every test of the repository, and one line that sums them up."""

from __future__ import annotations

import tempfile
from pathlib import Path

from devtools import test_stages
from devtools.console import say
from devtools.paths import ROOT
from devtools.test_counts import Counts


def test() -> int:
    """Run all stages, also after a failed one; return 0 only if nothing failed."""
    results = ROOT / ".runtime" / "test-results"
    total = Counts()
    say("== pure tests")
    total += test_stages.pure(results)
    say("== Odoo tests")
    with tempfile.TemporaryDirectory(prefix="ica-", ignore_cleanup_errors=True) as home:
        total += test_stages.odoo(results, Path(home))
    say("== tests of a served instance")
    total += test_stages.served(results)
    say(str(total))
    return int(total.failed > 0)
