"""The addresses that we call, made of the organization's URL and checked identifiers only."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from service_hooks import api_versions
from service_hooks.call_target import CallTarget
from service_hooks.identifiers import Guid
from service_hooks.organization_url import OrganizationUrl


class Routes:
    """Builds URLs below one organization."""

    def __init__(self, organization_url: OrganizationUrl) -> None:
        """Keep the organization that every URL starts with."""
        self._base = str(organization_url)

    def build(self, project_id: Guid, build_id: int) -> str:
        """Return the address of a build."""
        return self._build(project_id, build_id)

    def build_changes(
        self, project_id: Guid, build_id: int, *, top: int, continuation_token: str | None
    ) -> str:
        """Return the address of a page of a build's changes."""
        query = {"$top": str(top)}
        if continuation_token:
            query["continuationToken"] = continuation_token
        return self._build(project_id, build_id, "changes", query=query)

    def timeline(self, project_id: Guid, build_id: int) -> str:
        """Return the address of a build's timeline."""
        return self._build(project_id, build_id, "timeline")

    def stage(self, project_id: Guid, build_id: int, *, stage: str) -> str:
        """Return the address of a stage, by the name that the YAML gives it."""
        return self._build(project_id, build_id, "stages", stage, version=api_versions.STAGES)

    def check_suite(self, project_id: Guid, suite_id: Guid) -> str:
        """Return the address of a check suite with its resources."""
        path = (project_id, "_apis", "pipelines", "checks", "runs", suite_id)
        return self._url(path, version=api_versions.CHECK_RUNS, query={"$expand": "resources"})

    def check_configuration(self, project_id: Guid, configuration_id: int) -> str:
        """Return the address of a check configuration with its settings."""
        return self._configurations(project_id, str(configuration_id))

    def check_configurations(
        self, project_id: Guid, *, resource_type: str, resource_id: str
    ) -> str:
        """Return the address of the list of checks on a resource, with their settings."""
        query = {"resourceType": resource_type, "resourceId": resource_id}
        return self._configurations(project_id, query=query)

    def plan_events(self, target: CallTarget) -> str:
        """Return the address that takes `TaskCompleted`."""
        return self._plan(target, "events", version=api_versions.PLAN_EVENTS)

    def feed(self, target: CallTarget) -> str:
        """Return the address of the live lines of the job's record."""
        path = ("timelines", target.timeline_id, "records", target.job_id, "feed")
        return self._plan(target, *path, version=api_versions.PLAN_FEED)

    def logs(self, target: CallTarget) -> str:
        """Return the address that makes a log."""
        return self._plan(target, "logs", version=api_versions.PLAN_LOGS)

    def log(self, target: CallTarget, log_id: int) -> str:
        """Return the address that takes the text of a log."""
        return self._plan(target, "logs", str(log_id), version=api_versions.PLAN_LOGS)

    def records(self, target: CallTarget) -> str:
        """Return the address of the records of the plan's timeline."""
        path = ("timelines", target.timeline_id, "records")
        return self._plan(target, *path, version=api_versions.PLAN_RECORDS)

    def _build(
        self,
        project_id: Guid,
        build_id: int,
        *path: str,
        version: str = api_versions.BUILD,
        query: Mapping[str, str] | None = None,
    ) -> str:
        whole = (project_id, "_apis", "build", "builds", str(build_id), *path)
        return self._url(whole, version=version, query=query)

    def _configurations(
        self, project_id: Guid, *path: str, query: Mapping[str, str] | None = None
    ) -> str:
        whole = (project_id, "_apis", "pipelines", "checks", "configurations", *path)
        query = {**(query or {}), "$expand": "settings"}
        return self._url(whole, version=api_versions.CHECK_CONFIGURATIONS, query=query)

    def _plan(self, target: CallTarget, *path: str, version: str) -> str:
        hub = ("distributedtask", "hubs", target.hub_name.value, "plans", target.plan_id)
        return self._url((target.project_id, "_apis", *hub, *path), version=version)

    def _url(
        self, path: tuple[str, ...], *, version: str, query: Mapping[str, str] | None = None
    ) -> str:
        quoted = "/".join(_segment(one) for one in path)
        asked = urlencode({**(query or {}), "api-version": version}, safe="$")
        return f"{self._base}/{quoted}?{asked}"


def _segment(value: str) -> str:
    """Quote one path segment; raise ValueError for what a server could take as another path."""
    if value in {"", ".", ".."}:
        raise ValueError("an empty or dotted path segment")
    return quote(value, safe="")
