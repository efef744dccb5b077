"""Text for a terminal: two columns that wrap, and tables. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

LABEL_WIDTH = 9
RULE = " │ "
_GAP = "  "


def side_by_side(label: str, left: str, right: str, width: int) -> list[str]:
    """Return the lines of one row: a label, then two texts wrapped in columns of equal width."""
    column = column_width(width)
    lefts, rights = wrap(left, column), wrap(right, column)
    height = max(len(lefts), len(rights), 1)
    lines = []
    for number in range(height):
        first = lefts[number] if number < len(lefts) else ""
        second = rights[number] if number < len(rights) else ""
        mark = label if number == 0 else ""
        lines.append(f"{mark:>{LABEL_WIDTH - 1}} {first:<{column}}{RULE}{second}".rstrip())
    return lines


def column_width(width: int) -> int:
    """Return the width of each of the two columns."""
    return max((width - LABEL_WIDTH - len(RULE)) // 2, 20)


def wrap(text: str, width: int) -> list[str]:
    """Wrap each line of a text; words that are too long are broken."""
    return [line for part in text.splitlines() for line in textwrap.wrap(part, width)]


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return aligned columns under their headers; a column of numbers only is aligned right."""
    cells = [[_text(value) for value in row] for row in rows]
    widths = [
        max(len(header), *(len(row[index]) for row in cells), 0)
        for index, header in enumerate(headers)
    ]
    numeric = [
        bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        for index in range(len(headers))
    ]
    lines = [_line(headers, widths, numeric), _GAP.join("─" * width for width in widths)]
    return lines + [_line(row, widths, numeric) for row in cells]


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    parts = [
        f"{cell:>{width}}" if right else f"{cell:<{width}}"
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    ]
    return _GAP.join(parts).rstrip()


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return "–" if value in (None, False, "") else str(value)
