"""How long the proof of one entry takes; inside Odoo."""

from __future__ import annotations

import time
import uuid
from random import Random
from typing import Any

# by the index alone where the table was vacuumed, so that the entry itself stays unread
_NEXT = "SELECT uuid FROM azdev_ledger_entry WHERE uuid >= %s ORDER BY uuid LIMIT 1"


def prove(database: str, count: int) -> dict[str, list[float]]:
    """Return the seconds that proofs of entries take, chosen at random from the whole log.

    `cold` is the first thing that a new connection does, about an entry that nobody read before;
    `warm` is the same proof again.
    """
    from odoo.sql_db import close_db, db_connect

    random = Random(count)
    found: dict[str, list[float]] = {"cold": [], "warm": []}
    for _ in range(count):
        with db_connect(database).cursor() as cursor:
            cursor.execute(_NEXT, (str(uuid.UUID(int=random.getrandbits(128))),))
            [chosen] = cursor.fetchone()
        close_db(database)
        with db_connect(database).cursor() as cursor:
            found["cold"].append(_seconds(cursor, chosen))
            found["warm"].append(_seconds(cursor, chosen))
    return found


def _seconds(cursor: Any, chosen: str) -> float:
    """Make a proof as the route for auditors does, up to the bytes of its file."""
    from odoo.addons.ipai_azdev_ica.ledger import proofs

    begun = time.perf_counter()
    bytes(proofs.of_entry(cursor, chosen).proof)
    return time.perf_counter() - begun
