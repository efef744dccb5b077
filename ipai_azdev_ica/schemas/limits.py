# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Limits of the HTTP API, each with its unit."""

from __future__ import annotations

from decimal import Decimal

MAX_BODY_BYTES = 1024 * 1024
# Hooks are always stored: above this only the head, its SHA-256 and a flag.
MAX_HOOK_BYTES = 4 * 1024 * 1024
MAX_EVENT_DATA_BYTES = 64 * 1024
MAX_DEPTH = 32
MAX_FIELDS = 64
MAX_DETAILS = 20
# The largest integer that every JSON reader keeps exactly (RFC 7493, 2.2).
MAX_INTEGER = 2**53 - 1
# Azure DevOps' ids are 32 bits wide (REST API reference, Build.id), and so are our columns.
MAX_RECORD_ID = 2**31 - 1
MAX_NUMBER_CHARACTERS = 64
MAX_EXPONENT = 300
# Currency units of the connection's currency.
MAX_MONEY = Decimal(10) ** 12
MAX_NUMBER = Decimal(10) ** 12
