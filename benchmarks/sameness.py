"""Checks that JSON-2 writes what we write: equal columns and equal indexes."""

from __future__ import annotations

from benchmarks.database import Database

OURS, THEIRS = "azdev_pipeline_run", "azdev_bench_run"
_COLUMNS = """
    SELECT column_name, data_type, is_nullable FROM information_schema.columns
    WHERE table_name = %s ORDER BY 1
"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE tablename = %s"


class Different(Exception):
    """The tables differ, so the comparison would not be fair."""


def check(database: Database) -> None:
    """Raise Different when the benchmark's table is not like the run ledger's."""
    ours, theirs = (set(database.rows(_COLUMNS, [name])) for name in (OURS, THEIRS))
    if ours != theirs:
        raise Different(f"columns of {OURS} and {THEIRS} differ: {sorted(ours ^ theirs)}")
    ours_indexes, theirs_indexes = (_indexes(database, name) for name in (OURS, THEIRS))
    if ours_indexes != theirs_indexes:
        difference = sorted(ours_indexes ^ theirs_indexes)
        raise Different(f"indexes of {OURS} and {THEIRS} differ: {difference}")


def _indexes(database: Database, table: str) -> set[str]:
    """Return the definitions without their names."""
    found = (row[0] for row in database.rows(_INDEXES, [table]))
    return {
        text.partition(" ON ")[0].split(" INDEX")[0] + text.partition(" USING ")[2]
        for text in found
    }
