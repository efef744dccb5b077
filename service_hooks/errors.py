"""The errors of this package; each tells the caller what to do next."""

from __future__ import annotations

from dataclasses import dataclass


class ServiceHooksError(Exception):
    """Base of everything that this package raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One thing wrong with one field, and how to put it right."""

    field: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One fact that Azure DevOps contradicts, or does not show.

    `may_appear` is True when ADO may only not show it yet (a record or attempt that is missing)
    and False when ADO says something else. Asking again can only help in the first case.
    """

    field: str
    expected: str
    actual: str | None
    may_appear: bool = False

    def __str__(self) -> str:
        """Say the mismatch in one line."""
        found = "nothing" if self.actual is None else repr(self.actual)
        return f"{self.field}: expected {self.expected!r}, Azure DevOps has {found}"


class MalformedCall(ServiceHooksError):
    """What was received cannot be read; lists every problem at once."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        """Keep the problems and say them in one line."""
        self.problems = problems
        super().__init__("; ".join(f"{one.field}: {one.problem}" for one in problems))


class Unavailable(ServiceHooksError):
    """Azure DevOps gave no usable answer; ask again later.

    Raised for network trouble, time-outs, 408, 429, 5xx and unreadable answers. `retry_after` is
    what ADO asked for, in seconds; `status` is None when there was no answer at all.
    """

    def __init__(
        self, reason: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        """Keep the reason, the HTTP status and the wished delay."""
        self.reason = reason
        self.status = status
        self.retry_after = retry_after
        super().__init__(reason if status is None else f"HTTP {status}: {reason}")


class Refused(ServiceHooksError):
    """Azure DevOps understood and said no; asking the same again changes nothing."""

    def __init__(self, status: int, reason: str) -> None:
        """Keep the HTTP status and ADO's own words."""
        self.status = status
        self.reason = reason
        super().__init__(f"HTTP {status}: {reason}")


class FactsMismatch(ServiceHooksError):
    """A claim does not agree with what Azure DevOps says; lists every contradiction."""

    def __init__(self, mismatches: tuple[Mismatch, ...]) -> None:
        """Keep the mismatches and say them in one line."""
        self.mismatches = mismatches
        super().__init__("; ".join(str(one) for one in mismatches))

    @property
    def may_settle(self) -> bool:
        """Tell whether asking again could help: ADO contradicts nothing, it only shows less."""
        return all(one.may_appear for one in self.mismatches)
