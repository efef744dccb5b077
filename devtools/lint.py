"""`make lint` and `make format`: every check of the sources, all run even after a failed one."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools import node
from devtools.console import say
from devtools.errors import SetupError
from devtools.paths import ROOT, VENV
from devtools.sources import matching, shell_scripts, tracked

ADDON = "ipai_azdev_ica"
TYPED = ("ica_ledger", "service_hooks", "demo", "devtools", "benchmarks")
TYPED_PARTS = ("schemas", "policy")
_PRETTY = (f"{ADDON}/*.xml", f"{ADDON}/*.js", f"{ADDON}/*.scss", "*.mjs", "*.yml", "*.yaml")
_NOT_PRETTY = ("*/static/lib/*", "ado_extension/*")
Command = Sequence[str | Path]


def _ruff_check() -> Command:
    return [VENV / "bin/ruff", "check", "--quiet", "--output-format=concise", "."]


def _ruff_format() -> Command:
    return [VENV / "bin/ruff", "format", "--check", "--quiet", "."]


def _mypy() -> Command:
    packages = [name for name in TYPED if _is_package(name)]
    packages += [f"{ADDON}.{name}" for name in TYPED_PARTS if _is_package(f"{ADDON}/{name}")]
    options = [part for name in packages for part in ("-p", name)]
    return [VENV / "bin/mypy", "--no-error-summary", *options] if packages else []


def _pylint() -> Command:
    if not _is_package(ADDON):
        return []
    return [VENV / "bin/pylint", "--rcfile=.pylintrc-mandatory", ADDON]


def _imports() -> Command:
    return [VENV / "bin/lint-imports", "--no-cache"]


def _shellcheck() -> Command:
    scripts = shell_scripts(tracked())
    return [VENV / "bin/shellcheck", *scripts] if scripts else []


def _eslint() -> Command:
    scripts = matching(tracked(), f"{ADDON}/static/src/*.js", f"{ADDON}/static/tests/*.js", "*.mjs")
    return [node.ensure() / "eslint", *scripts] if scripts else []


def _prettier() -> Command:
    files = pretty_files()
    return [node.ensure() / "prettier", "--log-level=warn", "--check", *files] if files else []


STEPS: dict[str, Callable[[], Command]] = {
    "ruff-check": _ruff_check,
    "ruff-format": _ruff_format,
    "mypy": _mypy,
    "pylint-odoo": _pylint,
    "import-linter": _imports,
    "shellcheck": _shellcheck,
    "eslint": _eslint,
    "prettier": _prettier,
}


def lint(names: Sequence[str] = ()) -> int:
    """Run the named checks (default: all) and return 0 only if none found anything."""
    failed = [name for name in names or STEPS if not _passes(name)]
    say(f"lint: {', '.join(failed)} failed" if failed else "lint: all passed")
    return int(bool(failed))


def format_sources() -> int:
    """Rewrite the sources as `lint` wants them formatted."""
    commands: list[Command] = [
        [VENV / "bin/ruff", "check", "--fix", "--quiet", "--exit-zero", "."],
        [VENV / "bin/ruff", "format", "--quiet", "."],
        [node.ensure() / "prettier", "--log-level=warn", "--write", *pretty_files()],
    ]
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)


def pretty_files() -> list[str]:
    """Return the files that Prettier formats."""
    files = tracked()
    left_out = set(matching(files, *_NOT_PRETTY))
    return [name for name in matching(files, *_PRETTY) if name not in left_out]


def _passes(name: str) -> bool:
    if name not in STEPS:
        raise SetupError(f"there is no check {name!r}", f"name one of {', '.join(STEPS)}")
    command = STEPS[name]()
    if not command:
        say(f"  - {name}: no files")
        return True
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    mark = "✗" if done.returncode else "✓"
    say(f"  {mark} {name} ({time.monotonic() - started:.1f} s)")
    if done.returncode:
        say(f"{done.stdout}{done.stderr}".rstrip())
    return done.returncode == 0


def _is_package(path: str) -> bool:
    return (ROOT / path / "__init__.py").exists()
