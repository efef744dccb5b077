"""How long a writer of one entry takes, in several databases in turns; inside Odoo."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import cycle, islice
from typing import Any

from benchmarks.log import year
from benchmarks.log.rows import Row

Times = list[tuple[float, float]]
"""For each entry the seconds of its INSERT and those of its COMMIT."""

_YEAR = 1999
_WARM_UP = 50


def write_in_turns(
    databases: Mapping[str, str], count: int
) -> dict[str, list[tuple[float, float]]]:
    """Return the seconds of each INSERT and of its COMMIT, by the databases' titles.

    Each entry goes into every database before the next one goes into any, so that what disturbs
    one disturbs all.

    :param databases: title -> name of a database
    :param count: entries for each
    """
    from odoo.sql_db import db_connect

    cursors = {title: db_connect(name).cursor() for title, name in databases.items()}
    seconds: dict[str, Times] = {title: [] for title in databases}
    orders = cycle((list(cursors), list(cursors)[::-1]))
    rows = islice(year.rows(datetime.now(UTC), _YEAR), _WARM_UP + count)
    for row, order in zip(rows, orders, strict=False):
        for title in order:
            seconds[title].append(_write(cursors[title], row))
    for cursor in cursors.values():
        cursor.close()
    return {title: found[_WARM_UP:] for title, found in seconds.items()}


def _write(cursor: Any, row: Row) -> tuple[float, float]:
    """Append an entry as `azdev.ledger.entry` does, in a transaction of its own."""
    from odoo.addons.ipai_azdev_ica.models.azdev_ledger_entry import APPEND

    opened = {"salt": "00" * 16, "texts": '{"comments":"fine"}'}
    values = {"kind": row.kind, "subject": row.subject, "body": row.body, **opened}
    begun = time.perf_counter()
    cursor.execute(APPEND, values)
    cursor.fetchone()
    written = time.perf_counter()
    cursor.commit()
    return written - begun, time.perf_counter() - written
