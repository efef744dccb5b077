"""What happens in the organization, told to whoever listens (service hooks, the run engine)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunChanged:
    """A run entered a state."""

    run_id: int


@dataclass(frozen=True, slots=True)
class StageChanged:
    """A stage attempt entered a state."""

    run_id: int
    stage: str
    attempt: int


@dataclass(frozen=True, slots=True)
class JobChanged:
    """A job entered a state."""

    run_id: int
    stage: str
    attempt: int
    job: str


@dataclass(frozen=True, slots=True)
class SuiteClosed:
    """All checks of a stage attempt have been decided, or one has refused."""

    suite_id: str


@dataclass(frozen=True, slots=True)
class ApprovalChanged:
    """A built-in approval became pending or was completed."""

    suite_id: str
    check_run_id: str


@dataclass(frozen=True, slots=True)
class CheckConfigurationChanged:
    """Somebody created, changed or removed a check."""

    configuration_id: int
    resource_type: str
    resource_id: str


Signal = (
    RunChanged
    | StageChanged
    | JobChanged
    | SuiteClosed
    | ApprovalChanged
    | CheckConfigurationChanged
)
