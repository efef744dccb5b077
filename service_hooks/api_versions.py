"""The api-versions that we send, each pinned (spec 7.2 and recorded examples, facts 1 and 2)."""

from __future__ import annotations

from typing import Final

BUILD: Final = "7.1"
STAGES: Final = "7.1"
CHECK_RUNS: Final = "7.1-preview.1"
CHECK_CONFIGURATIONS: Final = "7.1-preview.1"
PLAN_EVENTS: Final = "2.0-preview.1"
PLAN_LOGS: Final = "6.0"
PLAN_RECORDS: Final = "6.0"
PLAN_FEED: Final = "6.0"
