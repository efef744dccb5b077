"""Evaluations of checks, the plans behind their calls, and the tokens that the calls carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ApprovalStep:
    """What one assigned approver of the built-in Approval check said."""

    approver_id: str
    status: str = "pending"
    comment: str = ""
    actual_approver_id: str | None = None
    modified_on: float | None = None


@dataclass
class CheckRun:
    """One check evaluated for one stage attempt; `settings`, `timeout` as they were then."""

    id: str
    suite_id: str
    configuration_id: int
    configuration_version: int
    type_id: str
    type_name: str
    resource_type: str
    resource_id: str
    resource_name: str
    settings: dict[str, Any]
    timeout: int
    created: float
    status: str = "queued"
    message: str = ""
    completed: float | None = None
    modified_by: str | None = None
    plan_id: str | None = None
    evaluations: int = 0
    acknowledged: bool = False
    acknowledgement_seconds: float | None = None
    updates: list[dict[str, Any]] = field(default_factory=list)
    steps: list[ApprovalStep] = field(default_factory=list)


@dataclass
class CheckSuite:
    """All checks of one stage attempt."""

    id: str
    run_id: int
    stage: str
    attempt: int
    created: float
    check_runs: list[CheckRun]
    status: str = "running"
    message: str = ""
    completed: float | None = None


@dataclass
class Log:
    """A log of a plan."""

    id: int
    path: str
    created: float
    changed: float
    text: str = ""


@dataclass
class Plan:
    """An orchestration plan of the `checks` hub: the other end of a check call."""

    id: str
    job_id: str
    task_id: str
    run_id: int
    suite_id: str
    finished: bool = False
    logs: list[Log] = field(default_factory=list)
    feed: list[str] = field(default_factory=list)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class RunToken:
    """A job's `System.AccessToken`: bound to a run, opaque, mortal."""

    token: str
    run_id: int
    expires: float
