"""Reads the fields of a call and collects every problem instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from service_hooks.errors import FieldProblem, MalformedCall
from service_hooks.identifiers import (
    Guid,
    HubName,
    is_unexpanded_macro,
    parse_guid,
    parse_hub_name,
    parse_positive_int,
)
from service_hooks.organization_url import OrganizationUrl, parse_organization_url

T = TypeVar("T")

MAX_NAME_LENGTH: Final = 256

_REMEDIES: Final = {
    "PlanUrl": "$(system.CollectionUri)",
    "ProjectId": "$(system.TeamProjectId)",
    "HubName": "$(system.HostType)",
    "PlanId": "$(system.PlanId)",
    "JobId": "$(system.JobId)",
    "TimelineId": "$(system.TimelineId)",
    "TaskInstanceId": "$(system.TaskInstanceId)",
    "build_id": "$(Build.BuildId)",
    "stage": "$(System.StageName)",
    "attempt": "$(checks.stageAttempt)",
}


class FieldReader:
    """Collects problems; what a failed read returns never leaves, as `raise_problems` raises."""

    def __init__(self) -> None:
        """Start without problems."""
        self._problems: list[FieldProblem] = []

    def add(self, field: str, problem: str) -> None:
        """Note a problem of a field."""
        self._problems.append(FieldProblem(field=field, problem=problem))

    def raise_problems(self) -> None:
        """Raise MalformedCall when anything was noted."""
        if self._problems:
            raise MalformedCall(tuple(self._problems))

    def guid(self, field: str, value: object) -> Guid:
        """Read a GUID that must be there."""
        return self._required(field, value, parse_guid, fallback=Guid(""))

    def hub_name(self, field: str, value: object) -> HubName:
        """Read a hub name that must be there."""
        return self._required(field, value, parse_hub_name, fallback=HubName.CHECKS)

    def positive_int(self, field: str, value: object) -> int:
        """Read a positive integer, also as digits, that must be there."""
        return self._required(field, value, parse_positive_int, fallback=0)

    def optional_positive_int(self, field: str, value: object) -> int | None:
        """Read a positive integer, or None when the field is missing or an unexpanded macro."""
        return self._optional(field, value, parse_positive_int)

    def optional_name(self, field: str, value: object) -> str | None:
        """Read a name, or None when the field is missing or an unexpanded macro."""
        return self._optional(field, value, _parse_name)

    def same_organization(self, field: str, value: object, expected: OrganizationUrl) -> None:
        """Note a problem unless the URL is the organization's own (threats F12)."""

        def compare(given: object) -> bool:
            if parse_organization_url(given) != expected:
                raise ValueError("is not the organization of this connection")
            return True

        self._required(field, value, compare, fallback=False)

    def _required(
        self, field: str, value: object, parse: Callable[[object], T], *, fallback: T
    ) -> T:
        if _is_missing(value):
            self.add(field, f"is missing{_remedy(field)}")
            return fallback
        return self._parsed(field, value, parse, fallback=fallback)

    def _optional(self, field: str, value: object, parse: Callable[[object], T]) -> T | None:
        if _is_missing(value):
            return None
        return self._parsed(field, value, parse, fallback=None)

    def _parsed(self, field: str, value: object, parse: Callable[[object], T], *, fallback: T) -> T:
        try:
            return parse(value.strip() if isinstance(value, str) else value)
        except ValueError as error:
            self.add(field, f"{error}{_remedy(field)}")
            return fallback


def _is_missing(value: object) -> bool:
    return value is None or is_unexpanded_macro(value) or value == ""


def _remedy(field: str) -> str:
    macro = _REMEDIES.get(field)
    return f"; let the check send {macro}" if macro else ""


def _parse_name(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > MAX_NAME_LENGTH:
        raise ValueError(f"is not a line of text of at most {MAX_NAME_LENGTH} characters")
    return value
