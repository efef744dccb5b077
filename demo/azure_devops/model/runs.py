"""Runs, their stages and jobs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class JobPlan:
    """What a job will do when its turn comes."""

    name: str
    duration: float = 1.0
    result: str = "succeeded"
    environment_id: int | None = None
    endpoint_ids: list[str] = field(default_factory=list)
    log: str = ""


@dataclass
class Job:
    """One attempt of a job; `state` is pending, running or completed."""

    name: str
    state: str = "pending"
    result: str | None = None
    queue_time: float | None = None
    start_time: float | None = None
    finish_time: float | None = None
    log_id: int | None = None


@dataclass
class StageAttempt:
    """One attempt of a stage; `state` is notStarted, waiting, running or completed."""

    attempt: int
    timeline_id: str
    jobs: list[Job]
    state: str = "notStarted"
    result: str | None = None
    suite_id: str | None = None
    start_time: float | None = None
    finish_time: float | None = None
    message: str = ""


@dataclass
class Stage:
    """A stage and all its attempts, the newest last."""

    name: str
    display_name: str
    depends_on: list[str]
    plans: list[JobPlan]
    attempts: list[StageAttempt] = field(default_factory=list)

    @property
    def current(self) -> StageAttempt:
        """The newest attempt."""
        return self.attempts[-1]


@dataclass
class Change:
    """A commit that the run brings."""

    id: str
    message: str
    author: str
    email: str
    timestamp: float
    pusher: str = ""


@dataclass
class Run:
    """A run of a pipeline; `state` is notStarted, inProgress, canceling or completed."""

    id: int
    number: str
    pipeline_id: int
    plan_id: str
    branch: str
    commit: str
    reason: str
    requested_for: str
    requested_by: str
    queue_time: float
    stages: list[Stage]
    changes: list[Change] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    work_items: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    state: str = "notStarted"
    result: str | None = None
    start_time: float | None = None
    finish_time: float | None = None
    last_log: int = 0

    def stage(self, name: str) -> Stage:
        """Find a stage by name; raises KeyError."""
        for stage in self.stages:
            if stage.name.lower() == name.lower():
                return stage
        raise KeyError(f"run {self.id} has no stage {name}")
