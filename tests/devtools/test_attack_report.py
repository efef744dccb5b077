"""The report of an attack suite: a case passes only if each of its tests ran and passed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devtools import attack_report
from devtools.attack_report import Attack
from devtools.paths import ROOT

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.http.test_a" name="test_one[x]"/>
<testcase classname="tests.http.test_a" name="test_one[y]"/>
<testcase classname="addon.tests.test_b.TestThing" name="test_two"/>
<testcase classname="tests.http.test_a" name="test_red[x]"><failure message="x"/></testcase>
<testcase classname="tests.http.test_a" name="test_red[y]"/>
<testcase classname="tests.http.test_a" name="test_left"><skipped/></testcase>
</testsuite></testsuites>"""
MUST_SHOW = """
swapped environment; swapped project; swapped pipeline; swapped build; swapped stage;
swapped attempt; swapped commit; swapped configuration; swapped suite;
replay with another body; check flipped to ApiResponse with empty criteria; reused run number;
foreign approval id; message_process back door; message_post back door; default_* in the context;
ir.default; every public ORM method by every role; server action: INSERT naming another;
server action: DISABLE TRIGGER; server action: forged API key; server action: env(user=);
server action: password change; hostile PlanUrl; hostile HubName; NUL; lone surrogates; NaN;
Infinity; duplicate keys; 2 MB hook; 5 MB hook; token of project 1 on project 2;
unscoped key on sign; app token on sign; group membership removed a moment before;
IP headers forged; all queued jobs deleted; physical copy beside the original
"""


@pytest.fixture
def results(tmp_path: Path) -> dict[str, set[str]]:
    (tmp_path / "served.xml").write_text(JUNIT)
    (tmp_path / "broken.xml").write_text("<testsuites>")
    return attack_report.read_results(tmp_path)


def _attack(*tests: str) -> Attack:
    return Attack("replay", "the same call again", "a unique key", tests)


@pytest.mark.parametrize(
    ("test", "wrong"),
    [
        ("tests/http/test_a.py::test_one", []),
        ("tests/http/test_a.py::test_one[y]", []),
        ("addon/tests/test_b.py::TestThing::test_two", []),
        ("tests/http/test_a.py::test_red", ["tests/http/test_a.py::test_red: failed"]),
        ("tests/http/test_a.py::test_left", ["tests/http/test_a.py::test_left: skipped"]),
        ("tests/http/test_a.py::test_on", ["tests/http/test_a.py::test_on: missing"]),
    ],
)
def test_a_case_needs_each_of_its_tests(
    results: dict[str, set[str]], test: str, wrong: list[str]
) -> None:
    assert attack_report.problems(_attack(test), results) == wrong


def test_the_report_names_what_was_tried_what_stopped_it_and_what_is_wrong(
    results: dict[str, set[str]],
) -> None:
    attack = _attack("tests/http/test_a.py::test_red")
    assert list(attack_report.lines([attack], results)) == [
        "  ✗ replay",
        "      tried: the same call again",
        "      stopped by: a unique key",
        "      ✗ tests/http/test_a.py::test_red: failed",
    ]


def test_no_results_are_no_success(tmp_path: Path) -> None:
    counts = attack_report.report(tmp_path)
    assert counts.passed == 0
    assert counts.failed > 0


def test_an_incomplete_case_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        '[[attack]]\nname = "x"\ntried = ""\nstopped_by = "y"\ntests=["z"]'
    )
    with pytest.raises(KeyError, match="x is not complete"):
        attack_report.read_suite(tmp_path / "s.toml")


def test_suite_1_holds_every_case_that_must_be_shown() -> None:
    named = [
        attack.name for attack in attack_report.read_suite(attack_report.SUITES / "suite_1.toml")
    ]
    wanted = [name.strip().replace("\n", " ") for name in MUST_SHOW.split(";")]
    assert sorted(named) == sorted(wanted)


@pytest.mark.parametrize("suite", sorted(attack_report.SUITES.glob("*.toml")), ids=lambda f: f.stem)
def test_every_test_of_a_suite_exists(suite: Path) -> None:
    for attack in attack_report.read_suite(suite):
        for test in attack.tests:
            file, *names = test.partition("[")[0].split("::")
            source = (ROOT / file).read_text()
            for name in names:
                assert re.search(rf"^ *(class|def) {name}\b", source, re.MULTILINE), test
