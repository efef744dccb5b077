# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one place that says yes or no (PRD 3.2, DESIGN promises 1, 2 and 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .rules import Role, Rules


class Outcome(StrEnum):
    """What an approval's signatures amount to; the values are `azdev.approval.status`."""

    PENDING = "pending"
    TECHNICAL_APPROVED = "technical_approved"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's word on one dossier; `identity` is a pseudonym, `withdrawn`: taken back."""

    identity: str
    role: Role
    approved: bool
    dossier_hash: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the request; `requester` is a pseudonym, None when nobody can be named."""

    verified: bool
    requester: str | None
    dossier_hash: str


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome, why it is so and whose signatures are still missing."""

    outcome: Outcome
    reasons: tuple[str, ...]
    missing: frozenset[Role]


def decide(facts: Facts, rules: Rules, signatures: Iterable[Signature]) -> Decision:
    """Return what the signatures amount to under the rules.

    A signature over another dossier, by the requester, or a second one by the same person counts
    for nothing, and so does an approval that was withdrawn: whoever withdrew has had a say. One
    valid rejection outweighs every approval, and no withdrawal undoes it.
    """
    valid = _valid(facts, signatures)
    rejections = [signature for signature in valid if not signature.approved]
    if rejections:
        role = rejections[0].role.value
        return Decision(Outcome.REJECTED, (f"rejected by the {role} approver",), frozenset())
    missing = rules.required - {signature.role for signature in valid}
    if not missing and not _open_questions(facts):
        return Decision(Outcome.APPROVED, ("all required signatures are there",), missing)
    reasons = _open_questions(facts) + tuple(
        f"still missing: 1 of {role.value}" for role in Role if role in missing
    )
    technical_only = Role.TECHNICAL not in missing and bool(valid)
    outcome = Outcome.TECHNICAL_APPROVED if technical_only else Outcome.PENDING
    return Decision(outcome, reasons, missing)


def refuse_signer(facts: Facts, identity: str, earlier: Iterable[Signature]) -> str | None:
    """Return the duty that keeps somebody from signing, or None when nothing does."""
    questions = _open_questions(facts)
    if questions:
        return questions[0]
    if identity == facts.requester:
        return "requester"
    own = [signature for signature in earlier if signature.identity == identity]
    if any(signature.withdrawn for signature in own):
        return "withdrew"
    return "already signed" if own else None


def _valid(facts: Facts, signatures: Iterable[Signature]) -> list[Signature]:
    first_by_person: dict[str, Signature] = {}
    for signature in signatures:
        if signature.dossier_hash == facts.dossier_hash and signature.identity != facts.requester:
            first_by_person.setdefault(signature.identity, signature)
    return [one for one in first_by_person.values() if not (one.approved and one.withdrawn)]


def _open_questions(facts: Facts) -> tuple[str, ...]:
    questions = []
    if not facts.verified:
        questions.append("facts not verified")
    if facts.requester is None:
        questions.append("requester unknown")
    return tuple(questions)
