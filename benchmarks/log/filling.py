"""Writes many entries at once; their triggers, which would write the same, are off meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any

from benchmarks.log.rows import Row

_AT_ONCE = 20_000
_COPY = f"COPY azdev_ledger_entry ({', '.join(Row._fields)}) FROM STDIN"
_SEAL, _PEND = "azdev_seal", "azdev_pend"


def fill(cursor: Any, rows: Iterator[Row]) -> None:
    """Insert entries and let them wait for their place, all in the cursor's transaction."""
    cursor.execute("SELECT coalesce(max(id), 0) FROM azdev_ledger_entry")
    [last] = cursor.fetchone()
    for trigger in (_SEAL, _PEND):
        cursor.execute(f"ALTER TABLE azdev_ledger_entry DISABLE TRIGGER {trigger}")
    while part := list(islice(rows, _AT_ONCE)):
        # no value holds a tab, a backslash or a line's end
        cursor.copy_expert(_COPY, StringIO("".join("\t".join(row) + "\n" for row in part)))
    cursor.execute(
        "INSERT INTO azdev_ledger_pending SELECT id FROM azdev_ledger_entry WHERE id > %s", (last,)
    )
    for trigger in (_SEAL, _PEND):
        cursor.execute(f"ALTER TABLE azdev_ledger_entry ENABLE ALWAYS TRIGGER {trigger}")
