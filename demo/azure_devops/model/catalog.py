"""People, pipelines and the resources that checks protect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Identity:
    """A person or service; `key` is the simulator's own handle (`engineer`)."""

    key: str
    id: str
    display_name: str
    unique_name: str
    descriptor: str
    kind: str = "user"


@dataclass
class Project:
    """The project."""

    id: str
    name: str
    revision: int = 42
    properties: dict[str, str] = field(default_factory=dict)


@dataclass
class Pipeline:
    """A pipeline (build definition); `numbers` counts its runs per day."""

    id: int
    name: str
    folder: str = "\\"
    revision: int = 3
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass
class Environment:
    """A deployment target; a recreated one has another id."""

    id: int
    name: str
    description: str
    created_by: str
    created_on: float
    modified_on: float


@dataclass
class Endpoint:
    """A service connection; `document` is its REST document, secrets included."""

    id: str
    document: dict[str, Any]
    created_by: str
    created_on: float
    modified_on: float


@dataclass
class CheckConfiguration:
    """A check on a protected resource; `timeout` in minutes."""

    id: int
    type_id: str
    type_name: str
    resource_type: str
    resource_id: str
    resource_name: str
    settings: dict[str, Any]
    timeout: int
    created_by: str
    created_on: float
    modified_by: str
    modified_on: float
    version: int = 1
    is_disabled: bool = False


@dataclass
class DeploymentRecord:
    """A line in an environment's deployment ledger."""

    id: int
    environment_id: int
    run_id: int
    stage: str
    stage_attempt: int
    job: str
    queue_time: float
    start_time: float | None = None
    finish_time: float | None = None
    result: str | None = None


@dataclass
class EndpointUse:
    """A line in a service connection's execution history."""

    id: int
    endpoint_id: str
    run_id: int
    stage: str
    job: str
    start_time: float
    finish_time: float | None = None
    result: str | None = None
