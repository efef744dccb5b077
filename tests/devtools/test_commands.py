"""Whatever another program says, a person reads one line."""

from __future__ import annotations

import sys

import pytest

from devtools import commands
from devtools.errors import SetupError, one_line


def _run(code: str, timeout: float = 30) -> str:
    return commands.run(
        [sys.executable, "-c", code], failure="it broke", remedy="do this", timeout=timeout
    )


def test_output_is_returned() -> None:
    assert _run("print('hello')") == "hello\n"


def test_failure_names_the_programs_own_reason_and_the_way_out() -> None:
    code = "import sys; print('a\\nE: no such archive\\nlast', file=sys.stderr); sys.exit(3)"
    with pytest.raises(SetupError) as refused:
        _run(code)
    assert str(refused.value) == "it broke (E: no such archive): do this"


def test_absent_program_is_named() -> None:
    with pytest.raises(SetupError, match=r"it broke \(nonesuch-program is not installed\)"):
        commands.run(["nonesuch-program"], failure="it broke", remedy="do this")


def test_hanging_program_is_given_up() -> None:
    with pytest.raises(SetupError, match="no answer within"):
        _run("import threading; threading.Event().wait()", timeout=0.2)


def test_silent_failure_is_still_one_line() -> None:
    with pytest.raises(SetupError, match="it printed nothing"):
        _run("raise SystemExit(1)")


def test_long_and_broken_lines_are_flattened_and_cut() -> None:
    text = one_line("a\n  b\t" + "x" * 1000)
    assert text.startswith("a b x")
    assert len(text) == 400
