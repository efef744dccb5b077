"""Tells the demonstration on the terminal: what each side shows, when, and what was checked."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from typing import TextIO

from demo.layout import LABEL_WIDTH, side_by_side, table, wrap

_WIDEST = 132
_NARROWEST = 80
_PLAIN_WIDTH = 118
_INDENT = " " * LABEL_WIDTH
_CODES = {"bold": "1", "dim": "2", "green": "32", "red": "31", "yellow": "33"}


class Narrator:
    """Writes at once, also into a pipe; in colour only on a terminal without `NO_COLOR`."""

    def __init__(
        self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stdout
        self._clock = clock
        self._started = clock()
        self._coloured = self._stream.isatty() and not os.environ.get("NO_COLOR")
        columns = shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns
        self.width = min(max(columns, _NARROWEST), _WIDEST)

    def title(self, text: str) -> None:
        """Begin a part."""
        self._write("", self._paint(text, "bold"), "═" * self.width)

    def step(self, mark: int | str, text: str) -> None:
        """Begin a step with its number or another mark: its clock starts at zero."""
        self._started = self._clock()
        heading = side_by_side("", "Azure DevOps", "Odoo", self.width)
        self._write("", self._paint(f"{mark:>2}  {text}", "bold"), "─" * self.width)
        self._write(*(self._paint(line, "dim") for line in heading))

    def both(self, azure: str, odoo: str) -> None:
        """Tell what both sides show."""
        label = f"{self._clock() - self._started:.1f} s"
        self._write(*side_by_side(label, azure, odoo, self.width))

    def azure(self, text: str) -> None:
        """Tell what Azure DevOps shows."""
        self.both(text, "")

    def odoo(self, text: str) -> None:
        """Tell what Odoo shows."""
        self.both("", text)

    def event(self, text: str) -> None:
        """Tell what happens to the machinery, to neither side's records."""
        self._write(*self._indented(f"⚡ {text}", "yellow"))

    def checked(self, text: str) -> None:
        """Tell what has been asserted."""
        self._write(*self._indented(f"✓ {text}", "green"))

    def waiting(self, text: str) -> None:
        """Tell what is being waited for."""
        self._write(*self._indented(f"… waiting: {text}", "dim"))

    def failed(self, text: str) -> None:
        """Tell what did not hold."""
        self._write("", *self._indented(f"✗ {text}", "red"))

    def say(self, *lines: str) -> None:
        """Write lines as they are."""
        self._write(*lines)

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write a table."""
        self._write(*(f"  {line}" for line in table(headers, rows)))

    def _indented(self, text: str, colour: str) -> list[str]:
        first, *rest = wrap(text, self.width - LABEL_WIDTH) or [""]
        lines = [_INDENT + first, *(f"{_INDENT}  {line}" for line in rest)]
        return [self._paint(line, colour) for line in lines]

    def _paint(self, text: str, colour: str) -> str:
        return f"\033[{_CODES[colour]}m{text}\033[0m" if self._coloured else text

    def _write(self, *lines: str) -> None:
        self._stream.write("".join(f"{line}\n" for line in lines))
        self._stream.flush()
