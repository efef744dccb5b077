"""What Azure DevOps says about the deployment that a check call speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from service_hooks.identifiers import Guid
from service_hooks.records.build import Build
from service_hooks.records.check_configuration import CheckConfiguration
from service_hooks.records.check_suite import CheckRun, CheckSuite, Resource
from service_hooks.records.person import Person


class Binding(StrEnum):
    """How the check run behind a call was found."""

    IDENTIFIER = "identifier"
    """An identifier of the call is the check run's own."""

    ONLY_CANDIDATE = "only_candidate"
    """No identifier matched; it was the only unfinished REST check of this gate on the stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """The stage that waits; `name` is the YAML's, `display_name` what people see."""

    record_id: Guid
    name: str
    display_name: str | None
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteFacts:
    """The check suite that holds the stage."""

    id: Guid
    status: str
    waiting: bool

    @classmethod
    def of(cls, suite: CheckSuite) -> Self:
        """Return the facts of a suite."""
        return cls(id=suite.id, status=suite.status, waiting=suite.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """Facts of one deployment, every one of them read from ADO and none from the call.

    `authors` are the authors and pushers of the build's changes; `authors_complete` is False
    when ADO did not tell them all.
    """

    build: Build
    stage: StageFacts
    suite: SuiteFacts
    check_run: CheckRun
    configuration: CheckConfiguration
    resource: Resource
    authors: tuple[Person, ...]
    authors_complete: bool
    binding: Binding
    read_at: datetime

    @property
    def waiting(self) -> bool:
        """Tell whether ADO still waits for this check of a run that still goes on."""
        return self.build.running and self.suite.waiting and self.check_run.waiting
