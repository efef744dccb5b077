"""What each attack of a suite tried, what stopped it, and whether its tests passed this time.

A suite is a TOML file below `tests/attacks`; its tests run in the ordinary stages. The results are
read from the JUnit files that the stages leave.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from devtools.console import say
from devtools.junit import Counts
from devtools.paths import ROOT

SUITES = ROOT / "tests" / "attacks"


@dataclass(frozen=True, slots=True)
class Attack:
    """One case: `tests` are pytest's node ids; without brackets they mean all parameters."""

    name: str
    tried: str
    stopped_by: str
    tests: tuple[str, ...]


def read_suite(file: Path) -> list[Attack]:
    """Return the cases of a suite; raises KeyError or TypeError for one that lacks something."""
    found = tomllib.loads(file.read_text())["attack"]
    cases = [Attack(**{**case, "tests": tuple(case["tests"])}) for case in found]
    for case in cases:
        if not all((case.name, case.tried, case.stopped_by, case.tests)):
            raise KeyError(f"{file.name}: {case.name or 'a case without a name'} is not complete")
    return cases


def read_results(folder: Path) -> dict[str, set[str]]:
    """Return how each test ended by its node id: `passed`, `failed`, `skipped`."""
    found: dict[str, set[str]] = {}
    for file in sorted(folder.glob("*.xml")):
        try:
            cases = ElementTree.parse(file).getroot().iter("testcase")  # noqa: S314 (pytest's own)
        except ElementTree.ParseError:
            continue
        for case in cases:
            node = _node(case.get("classname", ""), case.get("name", ""))
            found.setdefault(node, set()).add(_ending(case))
    return found


def problems(attack: Attack, results: Mapping[str, set[str]]) -> list[str]:
    """Return what keeps a case from having passed: tests that failed, were skipped, or are gone."""
    found = []
    for test in attack.tests:
        endings = [ended for node, ended in results.items() if _names(test, node)]
        bad = sorted(set().union(*endings) - {"passed"}) if endings else ["missing"]
        found += [f"{test}: {word}" for word in bad]
    return found


def lines(attacks: Iterable[Attack], results: Mapping[str, set[str]]) -> Iterator[str]:
    """Return the report: three lines for each case, more where something is wrong."""
    for attack in attacks:
        wrong = problems(attack, results)
        yield f"  {'✗' if wrong else '✓'} {attack.name}"
        yield f"      tried: {attack.tried}"
        yield f"      stopped by: {attack.stopped_by}"
        yield from (f"      ✗ {problem}" for problem in wrong)


def report(results: Path) -> Counts:
    """Print every suite; return how many cases passed and how many failed."""
    ended = read_results(results)
    total = Counts()
    for file in sorted(SUITES.glob("*.toml")):
        attacks = read_suite(file)
        failed = sum(bool(problems(attack, ended)) for attack in attacks)
        say(f"== attacks, {file.stem.replace('_', ' ')}")
        for line in lines(attacks, ended):
            say(line)
        say(f"  {len(attacks)} attacks tried, {len(attacks) - failed} stopped")
        total += Counts(passed=len(attacks) - failed, failed=failed)
    return total


def _node(class_name: str, name: str) -> str:
    """Return pytest's node id of a JUnit case, whose class name is dotted."""
    parts = class_name.split(".")
    classes = [part for part in parts if part[:1].isupper()]
    modules = parts[: len(parts) - len(classes)]
    return "::".join((f"{'/'.join(modules)}.py", *classes, name))


def _names(test: str, node: str) -> bool:
    return node == test or node.startswith(f"{test}[")


def _ending(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"
