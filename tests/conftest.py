"""Fixtures for all tests outside Odoo: `instance`, `served`, `chromium_program`."""

from __future__ import annotations

pytest_plugins = ["devtools.testing"]
