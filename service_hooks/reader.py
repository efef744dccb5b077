"""The port for reading from Azure DevOps; `AzureDevOpsClient` is its adapter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from service_hooks.identifiers import Guid
from service_hooks.records.build import Build
from service_hooks.records.change import Changes
from service_hooks.records.check_configuration import CheckConfiguration
from service_hooks.records.check_suite import CheckSuite
from service_hooks.records.timeline import Timeline


class Reader(Protocol):
    """Reads records; every method raises Unavailable or Refused."""

    now: Callable[[], datetime]

    def get_build(self, project_id: Guid, build_id: int) -> Build:
        """Return a build."""

    def get_build_changes(self, project_id: Guid, build_id: int) -> Changes:
        """Return the changes of a build."""

    def get_timeline(self, project_id: Guid, build_id: int) -> Timeline:
        """Return the timeline of a build."""

    def get_check_suite(self, project_id: Guid, suite_id: Guid) -> CheckSuite:
        """Return a check suite."""

    def get_check_configuration(
        self, project_id: Guid, configuration_id: int
    ) -> CheckConfiguration:
        """Return a check's configuration."""
