# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Moments as Odoo stores them."""

from __future__ import annotations

from datetime import UTC, datetime


def naive_utc(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC without its zone; None stays None."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
