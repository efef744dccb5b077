# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The published log out of the database: what its newest signed checkpoint covers, nothing more."""

from ica_ledger import parse_tile_path, tile_at
from ica_ledger.source import CHECKPOINT

from . import checkpoints, storage


class DatabaseSource:
    """The files of a log (C2SP tlog-tiles) under one of its signed checkpoints."""

    def __init__(self, cr, log, stored):
        """Read with a cursor.

        :param log: `storage.Log`
        :param stored: `checkpoints.Stored`, the head under which the log is read
        """
        self._cr, self._log, self._stored = cr, log, stored
        self.gone = []
        """Paths that were asked for, that the checkpoint covers, and where nothing is."""

    def fetch(self, path):
        """Return the bytes at a path, None where the checkpoint covers nothing of that name."""
        if path == CHECKPOINT:
            return self._stored.note.encode()
        try:
            tile = parse_tile_path(path)
            held = tile_at(tile.level, tile.index, self._stored.size).width
        except ValueError:
            return None
        if tile.width > held:
            return None
        data = storage.resource(self._cr, self._log, path)
        if data is None:
            self.gone.append(path)
        return data


def newest(cr):
    """Return the source of the current log under its newest checkpoint, None before the first."""
    log = storage.current(cr)
    stored = log and checkpoints.newest(cr, log)
    return stored and DatabaseSource(cr, log, stored)
