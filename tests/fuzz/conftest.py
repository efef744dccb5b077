"""Made-up requests against the served instance; they must leave a clean log, too."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="module")
def _watched_log(clean_log: None) -> None:
    """Watch the log during every module."""
