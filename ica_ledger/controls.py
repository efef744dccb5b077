"""Perform the controls again, from entries alone (segregation of duties, four eyes, order).

Memory grows with the requests that are open and the people, and by a few bytes for each request
that was decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ica_ledger.approval_state import REQUIRED, ApprovalState, Signature
from ica_ledger.leaf import sha256_label
from ica_ledger.report import Report

Match = re.Match[bytes]
Handler = Callable[[int, Match, bytes], None]

YES = frozenset({"approved", "overridden"})
FINAL = ("approved", "rejected", "expired", "cancelled", "overridden")

_WORD = re.compile(r'"([^"]*)"')

POPULATION = {
    "runs": ("run.started",),
    "approvals": ("approval.opened",),
    "signatures": ("approval.signed",),
    "withdrawn signatures": ("approval.withdrawn",),
    "approved": ("approval.approved",),
    "rejected": ("approval.rejected",),
    "expired": ("approval.expired",),
    "cancelled": ("approval.cancelled",),
    "overrides": ("approval.overridden",),
    "refused attempts to sign": ("approval.refused",),
    "exceptions": ("exception.opened",),
}
"""What is counted, by kind of entry."""


class Controls:
    """Follows each request from its opening to the answer that Azure DevOps heard."""

    def __init__(self, report: Report) -> None:
        """Note in a report what violates a control."""
        self._report = report
        self._open: dict[str, ApprovalState] = {}
        self._decided: dict[str, str] = {}
        self._users: dict[str, str] = {}
        self._told_yes = 0
        self.handlers: dict[bytes, Handler] = {
            b"approval.opened": self._opened,
            b"approval.pending": self._voided,
            b"approval.signed": self._signed,
            b"approval.withdrawn": self._withdrawn,
            b"callback.sent": self._told,
            b"callback.confirmed": self._answered,
            b"callback.failed": self._answered,
            b"callback.late": self._answered,
            b"identity.created": self._identified,
            b"identity.changed": self._identified,
            **{f"approval.{status}".encode(): self._decision(status) for status in FINAL},
        }

    def finish(self, kinds: Mapping[str, int]) -> None:
        """Write the numbers of the population into the report."""
        numbers = {
            name: sum(kinds.get(kind, 0) for kind in counted)
            for name, counted in POPULATION.items()
        }
        numbers["still open"] = len(self._open)
        numbers["yes sent to Azure DevOps"] = self._told_yes
        self._report.population.update(numbers)

    def _opened(self, index: int, match: Match, leaf_hash: bytes) -> None:
        number, gate_class = _text(match, "number"), _text(match, "class")
        if number in self._open or number in self._decided:
            self._report.add(index, f"{number} is opened twice")
            return
        declared = frozenset(_texts(match, "required"))
        self._open[number] = ApprovalState(
            opened_at=index,
            gate_class=gate_class,
            requester=_text(match, "requester"),
            dossier=_text(match, "dossier"),
            required=declared | REQUIRED[gate_class],
        )

    def _voided(self, index: int, match: Match, leaf_hash: bytes) -> None:
        if state := self._state(index, match, "is pending again"):
            state.dossier = _text(match, "dossier")

    def _signed(self, index: int, match: Match, leaf_hash: bytes) -> None:
        state = self._state(index, match, "is signed")
        if state is None:
            return
        made = Signature(
            identity=_text(match, "identity"),
            role=_text(match, "role"),
            decision=_text(match, "decision"),
            dossier=_text(match, "dossier"),
        )
        person = self._person_of(made.identity)
        if any(self._person_of(one.identity) == person for one in state.signatures.values()):
            self._report.add(index, f"somebody signs {_text(match, 'number')} twice")
        state.signatures[sha256_label(leaf_hash)] = made

    def _withdrawn(self, index: int, match: Match, leaf_hash: bytes) -> None:
        state = self._state(index, match, "loses a signature")
        if state is None:
            return
        signature = state.signatures.get(_text(match, "signature"))
        if signature is None or signature.identity != _text(match, "identity"):
            self._report.add(index, "it withdraws a signature that its signer didn't make")
        else:
            signature.withdrawn = True

    def _decision(self, status: str) -> Handler:
        def decide(index: int, match: Match, leaf_hash: bytes) -> None:
            number = _text(match, "number")
            if status == "cancelled" and self._decided.get(number) in YES:
                self._decided[number] = status
                return
            state = self._state(index, match, f"is {status}")
            if state is None:
                return
            if status in YES:
                named = _texts(match, "signatures")
                problem = state.problem_with(
                    status, _text(match, "dossier"), named, self._person_of
                )
                if problem:
                    self._report.add(index, f"{number} is {status}, but {problem}")
            del self._open[number]
            self._decided[number] = status

        return decide

    def _identified(self, index: int, match: Match, leaf_hash: bytes) -> None:
        user = _text(match, "user")
        if user not in ("0", "false"):
            self._users[_text(match, "pseudonym")] = f"user {user}"

    def _person_of(self, pseudonym: str) -> str:
        """Return the user behind a pseudonym where the log says it, else the pseudonym."""
        return self._users.get(pseudonym, pseudonym)

    def _told(self, index: int, match: Match, leaf_hash: bytes) -> None:
        self._told_yes += match["result"] == b'"succeeded"'
        self._answered(index, match, leaf_hash)

    def _answered(self, index: int, match: Match, leaf_hash: bytes) -> None:
        number, result = _text(match, "approval"), _text(match, "result")
        status = self._decided.get(number)
        if result == "succeeded" and status not in YES:
            said = f"{number} is {status or 'not decided'}" if number else "no request is named"
            self._report.add(index, f"Azure DevOps was told yes, but {said}")
        elif number and status is None:
            self._report.add(index, f"Azure DevOps was told no, but {number} is not decided")

    def _state(self, index: int, match: Match, what: str) -> ApprovalState | None:
        number = _text(match, "number")
        state = self._open.get(number)
        if state is None:
            status = self._decided.get(number)
            why = f"it is {status} already" if status else "it was never opened"
            self._report.add(index, f"{number} {what}, but {why}")
        return state


def _text(match: Match, name: str) -> str:
    return (match[name] or b"").decode().strip('"')


def _texts(match: Match, name: str) -> list[str]:
    return _WORD.findall((match[name] or b"").decode())
