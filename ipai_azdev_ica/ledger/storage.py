# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The log as it lies in the database: identity, entries in their order, tiles."""

import uuid
from typing import NamedTuple

from ica_ledger import ENTRIES, Tile, TileHashes, encode_bundle, parse_tile_path
from ica_ledger.merkle import HASH_BYTES

ENTRIES_OF_RANGE = """
    SELECT entry.entry FROM azdev_ledger_leaf leaf
    JOIN azdev_ledger_entry entry ON entry.id = leaf.entry_id
    WHERE leaf.log_id = %s AND leaf.leaf_index >= %s AND leaf.leaf_index < %s
    ORDER BY leaf.leaf_index
"""


class Log(NamedTuple):
    """A log's identity and how many entries have their place in it."""

    id: int
    origin: str
    size: int

    @property
    def subject(self):
        """Return the subject of entries about the log itself."""
        return f"ledger:{uuid.UUID(self.origin.rpartition('/')[2])}"


def current(cr):
    """Return the log that grows, None before the first."""
    cr.execute("SELECT id, origin, size FROM azdev_ledger_log ORDER BY id DESC LIMIT 1")
    row = cr.fetchone()
    return row and Log(*row)


def begin(cr, origin):
    """Begin a log and return it."""
    cr.execute(
        "INSERT INTO azdev_ledger_log (origin) VALUES (%s) RETURNING id, origin, size", (origin,)
    )
    return Log(*cr.fetchone())


def hash_tile(cr, log, tile):
    """Return the hashes of a tile as far as its width says, None where there is no such tile."""
    cr.execute(
        """SELECT substring(data FOR %s) FROM azdev_ledger_tile
           WHERE log_id = %s AND level = %s AND tile_index = %s""",
        (tile.width * HASH_BYTES, log.id, tile.level, tile.index),
    )
    row = cr.fetchone()
    return bytes(row[0]) if row and len(row[0]) == tile.width * HASH_BYTES else None


def bundle(cr, log, tile):
    """Return an entry bundle, None where the log doesn't reach so far."""
    cr.execute(ENTRIES_OF_RANGE, (log.id, tile.first, tile.first + tile.width))
    entries = [entry.encode() for (entry,) in cr.fetchall()]
    return encode_bundle(entries) if len(entries) == tile.width else None


def resource(cr, log, path):
    """Return the bytes of a tile or an entry bundle by its path, None where there is none.

    :raise ValueError: for a path that names neither
    """
    tile = parse_tile_path(path)
    return (bundle if tile.level == ENTRIES else hash_tile)(cr, log, tile)


def hashes(cr, log, size):
    """Return the reader of subtree hashes of the log's first `size` entries."""
    return TileHashes(size, lambda path: resource(cr, log, path))


def place(cr, log, entry_ids):
    """Give entries the next indices; a trigger moves the log's size along."""
    cr.execute(
        """INSERT INTO azdev_ledger_leaf (log_id, leaf_index, entry_id)
           SELECT %s, %s + place - 1, entry_id
           FROM unnest(%s) WITH ORDINALITY AS given(entry_id, place)""",
        (log.id, log.size, entry_ids),
    )


def write_tile(cr, log, tile: Tile, data):
    """Store a tile, or what was added to it."""
    cr.execute(
        """INSERT INTO azdev_ledger_tile (log_id, level, tile_index, data)
           VALUES (%s, %s, %s, %s)
           ON CONFLICT (log_id, level, tile_index) DO UPDATE SET data = excluded.data""",
        (log.id, tile.level, tile.index, data),
    )
