# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Transactions of their own, for work that must stand although its caller's rolls back."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


@contextmanager
def own_transaction(env):
    """Give an environment with a cursor of its own, committed at the end, rolled back on error.

    The context is empty: no caller's switch reaches what is written here.
    """
    with env.registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def read_committed(env):
    """Let each statement of a fresh transaction see what others committed meanwhile."""
    env.cr.execute(SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
