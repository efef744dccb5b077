"""Fetch, start and test the real Odoo 19, PostgreSQL and Chromium of this repository."""
