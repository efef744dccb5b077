"""The organization as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from demo.azure_devops.model.catalog import (
    CheckConfiguration,
    DeploymentRecord,
    Endpoint,
    EndpointUse,
    Environment,
    Identity,
    Pipeline,
    Project,
)
from demo.azure_devops.model.checks import CheckSuite, Plan, RunToken
from demo.azure_devops.model.hooks import Subscription
from demo.azure_devops.model.runs import Run
from demo.azure_devops.scheduler import ClockState, TimerState


@dataclass
class Secrets:
    """Credentials: of the control API, and an administrator's personal access token."""

    control_token: str
    personal_access_token: str


@dataclass
class Settings:
    """Limits of the simulator's own HTTP calls, in real seconds."""

    check_http_limit: float = 20.0
    hook_http_limit: float = 20.0


@dataclass
class Counters:
    """The next numbers to give away."""

    environment: int = 14
    run: int = 1001
    check: int = 1
    deployment: int = 1
    endpoint_use: int = 1

    def take(self, name: str) -> int:
        """Give away the next number of this kind."""
        number: int = getattr(self, name)
        setattr(self, name, number + 1)
        return number


@dataclass
class Organization:
    """All that the simulator remembers."""

    name: str
    id: str
    project: Project
    repository_id: str
    secrets: Secrets
    identities: dict[str, Identity] = field(default_factory=dict)
    pipelines: dict[int, Pipeline] = field(default_factory=dict)
    environments: dict[int, Environment] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    checks: dict[int, CheckConfiguration] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    suites: dict[str, CheckSuite] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    tokens: dict[str, RunToken] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    deployments: list[DeploymentRecord] = field(default_factory=list)
    endpoint_uses: list[EndpointUse] = field(default_factory=list)
    permissions: dict[str, dict[str, Any]] = field(default_factory=dict)
    counters: Counters = field(default_factory=Counters)
    settings: Settings = field(default_factory=Settings)
    clock: ClockState = field(default_factory=ClockState)
    timers: TimerState = field(default_factory=TimerState)
