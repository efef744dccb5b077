"""By how many bytes tables grow, and what makes them grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

ROWS, INDEXES = "rows", "indexes"


class Sizes(Protocol):
    """What is asked of a database; see `Database.parts`."""

    def parts(self, table: str) -> tuple[int, int]:
        """Return the bytes of a table's rows and those of its indexes."""


class Growth:
    """Adds up growth by what caused it, by table, and by rows and indexes."""

    def __init__(self, database: Sizes, tables: Sequence[str]) -> None:
        self._database, self._tables = database, tables
        self._grown: Counter[tuple[str, str, str]] = Counter()

    @contextmanager
    def caused_by(self, cause: str) -> Iterator[None]:
        """Count what grows in the block for a cause."""
        before = self._read()
        yield
        for (table, part), size in self._read().items():
            self._grown[cause, table, part] += size - before[table, part]

    def of(self, cause: str) -> int:
        """Return the bytes that a cause added to all tables."""
        return sum(size for (one, _table, _part), size in self._grown.items() if one == cause)

    def in_table(self, table: str, shares: Mapping[str, float]) -> tuple[float, float]:
        """Return the bytes of rows and of indexes in a table, each cause's times its share."""

        def weighted(part: str) -> float:
            return sum(self._grown[cause, table, part] * share for cause, share in shares.items())

        return weighted(ROWS), weighted(INDEXES)

    def _read(self) -> dict[tuple[str, str], int]:
        sizes = {table: self._database.parts(table) for table in self._tables}
        return {
            (table, part): size
            for table, both in sizes.items()
            for part, size in zip((ROWS, INDEXES), both, strict=True)
        }
