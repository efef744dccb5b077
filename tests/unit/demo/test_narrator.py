from __future__ import annotations

import io

import pytest

from demo.narrator import Narrator


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def plain():
    return io.StringIO()


def test_a_step_begins_its_own_clock(plain):
    ticks = iter((0.0, 100.0, 102.5))
    narrator = Narrator(plain, clock=lambda: next(ticks))
    narrator.step(3, "Nobody signs")
    narrator.odoo("expired")
    assert " 3  Nobody signs" in plain.getvalue()
    assert "2.5 s" in plain.getvalue()


def test_each_side_has_its_column(plain):
    narrator = Narrator(plain, clock=lambda: 0.0)
    narrator.both("stage failed", "rejected")
    left, right = plain.getvalue().rstrip("\n").split("│")
    assert "stage failed" in left
    assert right.strip() == "rejected"


def test_a_pipe_gets_no_colour(plain):
    Narrator(plain).checked("holds")
    assert "\033" not in plain.getvalue()


def test_a_terminal_gets_colour_unless_it_asks_for_none(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = Terminal()
    Narrator(coloured).checked("holds")
    assert "\033[32m" in coloured.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    colourless = Terminal()
    Narrator(colourless).checked("holds")
    assert "\033" not in colourless.getvalue()


def test_what_is_waited_for_and_what_fails_can_be_seen(plain):
    narrator = Narrator(plain)
    narrator.waiting("APR-2026-001 expires")
    narrator.failed("it does not")
    assert "… waiting: APR-2026-001 expires" in plain.getvalue()
    assert "✗ it does not" in plain.getvalue()
