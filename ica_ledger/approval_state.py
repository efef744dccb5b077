"""What the entries of a log say of one approval request so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

REQUIRED = {
    "production": frozenset({"technical", "business"}),
    "staging": frozenset({"technical"}),
}
"""The least that each class of gate asks for; a request may ask for more (PRD 3.2)."""

OVERRIDE_SIGNERS = 2


@dataclass
class Signature:
    """One signature as its entry says it."""

    identity: str
    role: str
    decision: str
    dossier: str
    withdrawn: bool = False


@dataclass
class ApprovalState:
    """A request that is still open, or that ADO has not been told of."""

    opened_at: int
    gate_class: str
    requester: str
    dossier: str
    required: frozenset[str]
    signatures: dict[str, Signature] = field(default_factory=dict)
    """By the label of the signature's leaf hash."""

    def problem_with(
        self, status: str, dossier: str, named: list[str], person_of: Callable[[str], str]
    ) -> str | None:
        """Return why a positive decision is not covered by signatures; None when it is.

        :param status: `approved` or `overridden`
        :param dossier: hash of the dossier that the decision is over
        :param named: leaf hashes of the signatures that the decision names
        :param person_of: gives the person behind a pseudonym; several may be one person's
        """
        if dossier != self.dossier:
            return "it was decided over another dossier than the one in force"
        if not self.requester:
            return "it was approved although nobody is named who requested it"
        if unknown := [one for one in named if one not in self.signatures]:
            return f"it rests on a signature that is not in the log ({unknown[0]})"
        if any(one.decision == "rejected" for one in self.signatures.values()):
            return "it was approved although somebody had rejected it"
        signed = [self.signatures[one] for one in named]
        if person_of(self.requester) in {person_of(one.identity) for one in signed}:
            return "the requester signed it (segregation of duties)"
        counted = [one for one in signed if not one.withdrawn and one.dossier == self.dossier]
        return self._lack_of(status, {person_of(one.identity) for one in counted}, counted)

    def _lack_of(self, status: str, people: set[str], counted: list[Signature]) -> str | None:
        if status == "overridden":
            needed, missing = OVERRIDE_SIGNERS, {"executive"} - {one.role for one in counted}
        else:
            needed = len(self.required)
            missing = set(self.required) - {one.role for one in counted}
        if missing or len(people) < needed:
            lacking = f", the {' and '.join(sorted(missing))} one is missing" if missing else ""
            return f"it has {len(people)} of {needed} required signers{lacking}"
        return None
