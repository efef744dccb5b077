"""Tests of the HTTP API against the served instance; each module must leave a clean log."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="module")
def _watched_log(clean_log: None) -> None:
    """Watch the log during every module."""
