"""What signatures amount to: the rules of today's gate as tables and properties."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipai_azdev_ica.policy import (
    RULES,
    Facts,
    Outcome,
    Role,
    Signature,
    decide,
    refuse_signer,
    rules_of,
)

DOSSIER = "sha256:dossier"
FACTS = Facts(verified=True, requester="requester", dossier_hash=DOSSIER)
PRODUCTION = RULES["production"]
STAGING = RULES["staging"]


def signed(identity: str, role: Role, approved: bool = True, dossier: str = DOSSIER) -> Signature:
    return Signature(identity=identity, role=role, approved=approved, dossier_hash=dossier)


TECHNICAL = signed("tessa", Role.TECHNICAL)
BUSINESS = signed("bella", Role.BUSINESS)
WITHDRAWN = dataclasses.replace(TECHNICAL, withdrawn=True)
NO = signed("bella", Role.BUSINESS, approved=False)


@pytest.mark.parametrize(
    ("signatures", "outcome"),
    [
        ([], Outcome.PENDING),
        ([TECHNICAL], Outcome.TECHNICAL_APPROVED),
        ([BUSINESS], Outcome.PENDING),
        ([TECHNICAL, BUSINESS], Outcome.APPROVED),
        ([BUSINESS, TECHNICAL], Outcome.APPROVED),
        ([TECHNICAL, NO], Outcome.REJECTED),
        ([NO], Outcome.REJECTED),
        ([TECHNICAL, signed("tessa", Role.BUSINESS)], Outcome.TECHNICAL_APPROVED),
        ([signed("requester", Role.TECHNICAL), BUSINESS], Outcome.PENDING),
        ([TECHNICAL, signed("requester", Role.BUSINESS)], Outcome.TECHNICAL_APPROVED),
        ([TECHNICAL, signed("bella", Role.BUSINESS, dossier="other")], Outcome.TECHNICAL_APPROVED),
        ([signed("requester", Role.BUSINESS, approved=False)], Outcome.PENDING),
        ([WITHDRAWN], Outcome.PENDING),
        ([WITHDRAWN, BUSINESS], Outcome.PENDING),
        ([WITHDRAWN, TECHNICAL, BUSINESS], Outcome.PENDING),
        ([WITHDRAWN, signed("tim", Role.TECHNICAL), BUSINESS], Outcome.APPROVED),
        ([TECHNICAL, dataclasses.replace(NO, withdrawn=True)], Outcome.REJECTED),
    ],
)
def test_production_needs_a_technical_and_a_business_signature_of_two_people(
    signatures: list[Signature], outcome: Outcome
) -> None:
    assert decide(FACTS, PRODUCTION, signatures).outcome is outcome


def test_staging_needs_the_technical_signature_only() -> None:
    assert decide(FACTS, STAGING, [TECHNICAL]).outcome is Outcome.APPROVED
    assert decide(FACTS, STAGING, [BUSINESS]).outcome is Outcome.PENDING


def test_an_unknown_class_of_gate_gets_the_strictest_rules() -> None:
    assert rules_of("never heard of") == PRODUCTION


def test_a_decision_says_whose_signature_is_missing_in_the_order_of_the_roles() -> None:
    decision = decide(FACTS, PRODUCTION, [])
    assert decision.missing == {Role.TECHNICAL, Role.BUSINESS}
    assert decision.reasons == (
        "still missing: 1 of technical",
        "still missing: 1 of business",
    )


@pytest.mark.parametrize(
    ("facts", "question"),
    [
        (dataclasses.replace(FACTS, verified=False), "facts not verified"),
        (dataclasses.replace(FACTS, requester=None), "requester unknown"),
    ],
)
def test_unknown_facts_never_give_yes_and_nobody_may_sign(facts: Facts, question: str) -> None:
    decision = decide(facts, PRODUCTION, [TECHNICAL, BUSINESS])
    assert decision.outcome is Outcome.TECHNICAL_APPROVED
    assert question in decision.reasons
    assert refuse_signer(facts, "tessa", []) == question


def test_the_refusal_names_the_duty() -> None:
    assert refuse_signer(FACTS, "requester", []) == "requester"
    assert refuse_signer(FACTS, "tessa", [TECHNICAL]) == "already signed"
    assert refuse_signer(FACTS, "tessa", [BUSINESS, WITHDRAWN]) == "withdrew"
    assert refuse_signer(FACTS, "bella", [WITHDRAWN]) is None
    assert refuse_signer(FACTS, "bella", [TECHNICAL]) is None


people = st.sampled_from(["requester", "a", "b", "c"])
signatures_ = st.lists(
    st.builds(
        Signature,
        identity=people,
        role=st.sampled_from(Role),
        approved=st.booleans(),
        dossier_hash=st.sampled_from([DOSSIER, "other"]),
        withdrawn=st.booleans(),
    ),
    max_size=6,
)
signed_by_four = [
    Signature(identity, role, approved=True, dossier_hash=DOSSIER, withdrawn=withdrawn)
    for identity in ("requester", "a", "b", "c")
    for role in Role
    for withdrawn in (False, True)
]
facts_ = st.builds(
    Facts,
    verified=st.booleans(),
    requester=st.one_of(st.none(), people),
    dossier_hash=st.just(DOSSIER),
)
rules_ = st.sampled_from([PRODUCTION, STAGING])


@given(facts_, rules_, signatures_)
def test_a_yes_always_has_every_required_role_by_different_people(facts, rules, signatures):
    if decide(facts, rules, signatures).outcome is not Outcome.APPROVED:
        return
    counted = [
        one
        for one in signatures
        if one.approved
        and not one.withdrawn
        and one.dossier_hash == DOSSIER
        and one.identity != facts.requester
    ]
    assert facts.verified
    assert facts.requester
    assert {one.role for one in counted} >= rules.required
    assert len({one.identity for one in counted}) >= len(rules.required)


@given(facts_, rules_, signatures_, people, st.sampled_from(Role))
def test_one_more_approval_never_turns_a_yes_into_a_no(facts, rules, signatures, person, role):
    before = decide(facts, rules, signatures).outcome
    after = decide(facts, rules, [*signatures, signed(person, role)]).outcome
    if before is Outcome.APPROVED:
        assert after is Outcome.APPROVED


@given(rules_, signatures_)
def test_a_valid_rejection_outweighs_every_approval(rules, signatures):
    rejection = signed("somebody else", Role.TECHNICAL, approved=False)
    assert decide(FACTS, rules, [*signatures, rejection]).outcome is Outcome.REJECTED


@given(
    facts_, rules_, st.lists(st.sampled_from(signed_by_four), unique_by=lambda one: one.identity)
)
def test_what_was_withdrawn_is_as_if_it_had_never_been_signed(facts, rules, signatures):
    standing = [one for one in signatures if not one.withdrawn]
    assert decide(facts, rules, signatures) == decide(facts, rules, standing)


@given(facts_, rules_, signatures_, st.integers(0, 5))
def test_a_withdrawal_never_makes_more_of_a_request(facts, rules, signatures, place):
    withdrawn = [
        dataclasses.replace(one, withdrawn=one.withdrawn or at == place)
        for at, one in enumerate(signatures)
    ]
    before, after = decide(facts, rules, signatures), decide(facts, rules, withdrawn)
    assert after.missing >= before.missing
    if after.outcome in (Outcome.APPROVED, Outcome.REJECTED):
        assert after.outcome is before.outcome


@given(facts_, rules_, signatures_, people)
def test_whoever_withdrew_never_signs_again(facts, rules, signatures, person):
    earlier = [signed(person, Role.TECHNICAL), *signatures]
    earlier[0] = dataclasses.replace(earlier[0], withdrawn=True)
    assert refuse_signer(facts, person, earlier) is not None
    again = [*earlier, signed(person, Role.TECHNICAL)]
    assert decide(facts, rules, again) == decide(facts, rules, earlier)
