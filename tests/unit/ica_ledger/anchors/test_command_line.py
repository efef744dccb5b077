"""Trying an anchor out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ica_ledger.anchors.__main__ import main


def test_findings_are_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([tmp_path.as_uri()]) == 0
    told = capsys.readouterr().out
    assert f"✓ Files can be published in directory {tmp_path}.\n" in told
    assert "! The account that publishes may also delete" in told
    assert "\n    Keep a copy" in told


def test_a_problem_makes_it_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([(tmp_path / "absent").as_uri(), "--origin", "azdev-ica/log"]) == 1
    assert capsys.readouterr().out.startswith("✗ Nothing can be published: directory ")


@pytest.mark.parametrize(
    "arguments", [["ftp://host"], ["file:///srv", "--origin", ".."], ["https://h/led", "--c", "/x"]]
)
def test_what_can_t_be_tried_is_an_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("✗ ")
