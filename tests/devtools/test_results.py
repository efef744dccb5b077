"""What counts as a failed test run, also where pytest-odoo would let it pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import junit, log_check, odoo_install, stages
from devtools.junit import Counts

JUNIT = """<?xml version="1.0"?><testsuites><testsuite name="pytest">
<testcase name="a"/><testcase name="b"><failure message="x"/></testcase>
<testcase name="c"><error message="x"/></testcase><testcase name="d"><skipped/></testcase>
</testsuite></testsuites>"""
FINE = "2026-01-02 03:04:05,678 12 INFO ica odoo.http: all fine"
BROKEN = "2026-01-02 03:04:05,678 12 ERROR ica odoo.sql_db: bad query: SELECT"


def test_errors_of_fixtures_are_failures(tmp_path: Path) -> None:
    (tmp_path / "j.xml").write_text(JUNIT)
    assert junit.read(tmp_path / "j.xml") == Counts(passed=1, failed=2, skipped=1)


@pytest.mark.parametrize("content", [None, "", "<testsuites>"])
def test_results_that_are_missing_or_cut_off_are_a_failure(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "j.xml").write_text(content)
    assert junit.read(tmp_path / "j.xml").failed == 1


def test_closing_line() -> None:
    assert str(Counts(passed=3) + Counts(failed=1)) == "3 passed, 1 failed"
    assert str(Counts(passed=3, skipped=2)) == "3 passed, 0 failed, 2 skipped"


def test_error_lines_in_the_log_are_found() -> None:
    assert log_check.problems(f"{FINE}\n{BROKEN}\nTraceback:\n") == [BROKEN]


def test_notice_of_the_packaging_is_ignored() -> None:
    notice = "2026-01-02 03:04:05,678 12 CRITICAL ? odoo: missing --http-interface/http_interface"
    assert log_check.problems(notice) == []


def test_skipped_odoo_test_and_logged_error_are_one_failure_each() -> None:
    assert stages.hidden_failures(Counts(passed=5), FINE).failed == 0
    assert stages.hidden_failures(Counts(passed=5, skipped=1), FINE).failed == 1
    assert stages.hidden_failures(Counts(passed=5, skipped=1), BROKEN).failed == 2


def test_install_that_failed_is_explained_by_odoos_own_words() -> None:
    log = (
        f"{FINE}\n2026-01-02 03:04:05,678 12 CRITICAL ica odoo.service.server: "
        "Failed to initialize database `ica`.\nTraceback (most recent call last):\n"
        '  File "x.py", line 1\nodoo.tools.convert.ParseError: while parsing views/x.xml:3\n'
    )
    reason = odoo_install.first_error(log)
    assert reason.startswith("Failed to initialize database `ica`.")
    assert "ParseError: while parsing views/x.xml:3" in reason
    assert odoo_install.first_error(FINE) == ""
