# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError


class ContradictionError(UserError):
    """What is asked contradicts what the same person recorded before; the API answers 409."""
