# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ..web import dispatcher
from . import approval_link, approvals, checks, documentation, health, hooks, ledger, runs, unknown
