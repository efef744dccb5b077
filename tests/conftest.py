"""Fixtures for all tests outside Odoo; those that need a served instance start it when used."""

from __future__ import annotations

pytest_plugins = ["devtools.testing", "tests.support.fixtures"]
