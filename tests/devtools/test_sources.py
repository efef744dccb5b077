"""Which files the checks look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import lint, sources
from devtools.errors import SetupError


def test_shell_scripts_are_told_by_first_line_or_ending(tmp_path: Path) -> None:
    contents = {
        "run": "#!/usr/bin/env bash\n",
        "posix": "#!/bin/sh\n",
        "tool": "#!/usr/bin/env python3\n",
        "lib.sh": "x=1\n",
        "plain": "",
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text)
    found = sources.shell_scripts(map(Path, contents), tmp_path)
    assert found == ["run", "posix", "lib.sh"]


def test_patterns_reach_into_folders() -> None:
    files = [Path("a/views/x.xml"), Path("b/x.xml"), Path("a/x.py")]
    assert sources.matching(files, "a/*.xml") == ["a/views/x.xml"]


def test_unknown_check_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SetupError, match="ruff-check"):
        lint.lint(["spelling"])


def test_check_without_files_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lint.STEPS, "shellcheck", list)
    assert lint.lint(["shellcheck"]) == 0
