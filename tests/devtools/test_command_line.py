"""The command line ends with a line for people, never with a traceback."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from devtools import __main__ as command_line
from devtools.errors import SetupError


def _raising(error: Exception) -> tuple[str, object]:
    def command(_names: Sequence[str]) -> int:
        raise error

    return ("", command)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (SetupError("no apt", "set ODOO_BIN"), "  ✗ no apt: set ODOO_BIN\n"),
        (PermissionError(13, "Permission denied", "/x"), "  ✗ Permission denied: /x\n"),
    ],
)
def test_lack_of_the_machine_is_one_line(
    error: Exception,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(command_line.COMMANDS, "setup", _raising(error))
    assert command_line.main(["setup"]) == 1
    assert capsys.readouterr().out == line
