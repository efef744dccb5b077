"""Where the answer of a check goes: the identifiers of one task instance in one plan."""

from __future__ import annotations

from dataclasses import dataclass

from service_hooks.identifiers import Guid, HubName


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTarget:
    """A task instance that waits for `TaskCompleted`; every part is safe in a URL path."""

    project_id: Guid
    hub_name: HubName
    plan_id: Guid
    job_id: Guid
    timeline_id: Guid
    task_instance_id: Guid
