# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tells this instance from a copy of its database.

A copy holds the same outbox and the same secrets. It would answer Azure DevOps' checks beside the
original. So the instance's id lies in a file outside the database, and the database remembers the
first one that it saw; where the two differ nothing is drained and nothing is sent.
"""

import logging
import uuid
from pathlib import Path

from odoo.tools import config

_logger = logging.getLogger(__name__)

OPTION = "azdev_instance_file"


def create_table(cr):
    """Make the table of the one remembered id."""
    cr.execute(
        """CREATE TABLE IF NOT EXISTS azdev_instance (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            instance_id text NOT NULL
        )"""
    )


def is_original(cr):
    """Tell whether this process serves the database that it belongs to.

    The first process that asks claims a database which nobody has claimed.
    """
    here = _own_id()
    if not here:
        return False
    cr.execute("SELECT instance_id FROM azdev_instance")
    row = cr.fetchone()
    if not row:
        cr.execute(
            """INSERT INTO azdev_instance (instance_id) VALUES (%s)
               ON CONFLICT DO NOTHING RETURNING instance_id""",
            (here,),
        )
        row = cr.fetchone()
    if row and row[0] == here:
        return True
    _logger.warning(
        "This database belongs to another instance: nothing is drained and nothing is sent."
    )
    return False


def _own_id():
    path = config.get(OPTION)
    try:
        return str(uuid.UUID(Path(path).read_text().strip())) if path else None
    except (OSError, ValueError):
        _logger.warning("%s %s can't be read as a UUID: nothing is sent.", OPTION, path)
        return None
