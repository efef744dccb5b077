# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What pipelines claim by ``run/event``: the types that have a schema."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, RootModel

from .base import MaybeAbsent, StrictModel
from .number_fields import Checklist, ChecklistValue, Money, Percent, Seconds
from .text_fields import Name, Text, Word

Count = Annotated[int, Field(ge=0, le=10**9)]


class EventData(StrictModel):
    """Facts of a known event type; unknown fields are kept."""

    model_config = ConfigDict(extra="allow")


class BuildEvent(EventData):
    """``build_success``, ``build_failed``: the artifact that the build made (PRD 5.1)."""

    image: MaybeAbsent[Text] = None
    duration_seconds: MaybeAbsent[Seconds] = None


class TestResultEvent(EventData):
    """``test_result``: counts of tests, and line coverage in percent."""

    __test__ = False

    passed: Count
    failed: Count
    skipped: MaybeAbsent[Count] = None
    coverage: MaybeAbsent[Percent] = None


class SecurityScanEvent(EventData):
    """``security_scan``: the verdict of a scanner and its open findings by severity."""

    passed: bool
    critical: MaybeAbsent[Count] = None
    high: MaybeAbsent[Count] = None


class CostEstimateEvent(EventData):
    """``cost_estimate``: money that the deployment adds per month (PRD 3.3)."""

    estimated_monthly_cost: Money
    reason: MaybeAbsent[Text] = None


class ComplianceFlagsEvent(EventData):
    """``compliance_flags``: flags of this run; an empty list says "none"."""

    flags: Annotated[list[Word], Field(max_length=32)]


class DeployEvent(EventData):
    """``deploy_success``, ``deploy_failed``: where the run deployed to, by its own account."""

    environment: MaybeAbsent[Name] = None
    duration_seconds: MaybeAbsent[Seconds] = None


class ChecklistEvent(RootModel[Checklist]):
    """``checklist``: items of the deployment checklist by name (PRD 5.2)."""

    def items(self) -> dict[str, ChecklistValue]:
        """Return the items by name."""
        return self.root


KnownEvent = EventData | ChecklistEvent

KNOWN_EVENTS: dict[str, type[EventData] | type[ChecklistEvent]] = {
    "build_success": BuildEvent,
    "build_failed": BuildEvent,
    "test_result": TestResultEvent,
    "security_scan": SecurityScanEvent,
    "checklist": ChecklistEvent,
    "cost_estimate": CostEstimateEvent,
    "compliance_flags": ComplianceFlagsEvent,
    "deploy_success": DeployEvent,
    "deploy_failed": DeployEvent,
}
