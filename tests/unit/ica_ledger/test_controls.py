"""The controls, performed again from entries alone: what breaks them is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ica_ledger import Signer
from ica_ledger.report import Outcome, Report
from ica_ledger.verify_log import verify_log

APR = "APR-2026-001"


def verified(log) -> Report:
    return verify_log(log.publish(), log.signer.verifier)


def test_a_request_as_it_should_be_is_proven_and_counted(log) -> None:
    log.deployed(APR)
    log.opened("APR-2026-002")
    report = verified(log)
    assert report.outcome is Outcome.PROVEN
    numbers = {name: number for name, number in report.population.items() if number}
    assert numbers == {
        "approvals": 2,
        "signatures": 2,
        "approved": 1,
        "still open": 1,
        "yes sent to Azure DevOps": 1,
    }


def one_signature(log) -> None:
    log.opened(APR)
    log.decided(APR, "approved", [log.signed(APR, "toni", "technical")])


def one_person_twice(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "toni", role) for role in ("technical", "business")]
    log.decided(APR, "approved", signatures)


def one_user_under_two_pseudonyms(log) -> None:
    log.identified("toni", 7)
    log.identified("tom", 7)
    log.opened(APR)
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "tom", "business")]
    log.decided(APR, "approved", signatures)


def one_user_found_out_later(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "tom", "business")]
    log.identified("toni", 7)
    log.identified("tom", 7)
    log.decided(APR, "approved", signatures)


def requester_under_another_pseudonym(log) -> None:
    log.identified("erin", 7)
    log.identified("tom", 7)
    log.opened(APR)
    signatures = [log.signed(APR, "tom", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "approved", signatures)


def two_of_one_role(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, who, "technical") for who in ("toni", "tom")]
    log.decided(APR, "approved", signatures)


def requester_signs(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "erin", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "approved", signatures)


def withdrawn_before(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "bea", "business")]
    log.withdrawn(APR, "bea", signatures[1])
    log.decided(APR, "approved", signatures)


def rejected_before(log) -> None:
    log.opened(APR)
    log.signed(APR, "tom", "technical", decision="rejected")
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "approved", signatures)


def another_dossier_signed(log) -> None:
    log.opened(APR)
    other = "sha256:" + "00" * 32
    signatures = [
        log.signed(APR, "toni", "technical"),
        log.signed(APR, "bea", "business", dossier=other),
    ]
    log.decided(APR, "approved", signatures)


def another_dossier_decided(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "approved", signatures, dossier="other")


def signature_of_another_request(log) -> None:
    log.opened("APR-2026-002")
    foreign = log.signed("APR-2026-002", "bea", "business")
    log.opened(APR)
    log.decided(APR, "approved", [log.signed(APR, "toni", "technical"), foreign])


def nobody_requested(log) -> None:
    log.opened(APR, requester="")
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "approved", signatures)


def more_was_required(log) -> None:
    log.opened(APR, **{"class": "staging"}, required=["business"])
    log.decided(APR, "approved", [log.signed(APR, "toni", "technical")])


def override_without_executive(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "overridden", signatures)


def override_of_one(log) -> None:
    log.opened(APR)
    log.decided(APR, "overridden", [log.signed(APR, "carl", "executive")])


def yes_without_decision(log) -> None:
    log.opened(APR)
    log.told(APR)


def yes_before_decision(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "bea", "business")]
    log.told(APR)
    log.decided(APR, "approved", signatures)


def yes_after_rejection(log) -> None:
    log.opened(APR)
    log.decided(APR, "rejected", [log.signed(APR, "toni", "technical", decision="rejected")])
    log.told(APR)


def yes_after_cancelling(log) -> None:
    log.deployed(APR)
    log.decided(APR, "cancelled", [])
    log.told(APR, state="confirmed")


def yes_to_nothing(log) -> None:
    log.told("")


def no_without_decision(log) -> None:
    log.opened(APR)
    log.told(APR, result="failed")


def never_opened(log) -> None:
    log.signed(APR, "toni", "technical")


def signed_after_the_end(log) -> None:
    log.deployed(APR)
    log.signed(APR, "tom", "technical")


def opened_twice(log) -> None:
    log.opened(APR)
    log.opened(APR)


def opened_again(log) -> None:
    log.deployed(APR)
    log.opened(APR)


def decided_twice(log) -> None:
    log.deployed(APR)
    log.decided(APR, "approved", [])


def somebody_elses_withdrawal(log) -> None:
    log.opened(APR)
    log.withdrawn(APR, "bea", log.signed(APR, "toni", "technical"))


def withdrawal_of_nothing(log) -> None:
    log.opened(APR)
    log.withdrawn(APR, "bea", "sha256:" + "00" * 32)


def withdrawal_of_a_closed_one(log) -> None:
    log.withdrawn(APR, "bea", "sha256:" + "00" * 32)


def pending_without_opening(log) -> None:
    log.decided(APR, "pending", [])


@pytest.mark.parametrize(
    ("story", "entry", "words"),
    [
        (one_signature, 2, "it has 1 of 2 required signers, the business one is missing"),
        (one_person_twice, 2, "somebody signs APR-2026-001 twice"),
        (one_user_under_two_pseudonyms, 4, "somebody signs APR-2026-001 twice"),
        (one_user_found_out_later, 5, "it has 1 of 2 required signers"),
        (requester_under_another_pseudonym, 5, "the requester signed it"),
        (two_of_one_role, 3, "it has 2 of 2 required signers, the business one is missing"),
        (requester_signs, 3, "the requester signed it"),
        (withdrawn_before, 4, "it has 1 of 2 required signers, the business one is missing"),
        (rejected_before, 4, "although somebody had rejected it"),
        (another_dossier_signed, 3, "it has 1 of 2 required signers"),
        (another_dossier_decided, 3, "over another dossier"),
        (signature_of_another_request, 4, "a signature that is not in the log"),
        (nobody_requested, 3, "nobody is named who requested it"),
        (more_was_required, 2, "1 of 2 required signers, the business one is missing"),
        (override_without_executive, 3, "the executive one is missing"),
        (override_of_one, 2, "it has 1 of 2 required signers"),
        (yes_without_decision, 1, "told yes, but APR-2026-001 is not decided"),
        (yes_before_decision, 3, "told yes, but APR-2026-001 is not decided"),
        (yes_after_rejection, 3, "told yes, but APR-2026-001 is rejected"),
        (yes_after_cancelling, 8, "told yes, but APR-2026-001 is cancelled"),
        (yes_to_nothing, 0, "told yes, but no request is named"),
        (no_without_decision, 1, "told no, but APR-2026-001 is not decided"),
        (never_opened, 0, "APR-2026-001 is signed, but it was never opened"),
        (signed_after_the_end, 7, "APR-2026-001 is signed, but it is approved already"),
        (opened_twice, 1, "APR-2026-001 is opened twice"),
        (opened_again, 7, "APR-2026-001 is opened twice"),
        (decided_twice, 7, "APR-2026-001 is approved, but it is approved already"),
        (somebody_elses_withdrawal, 2, "a signature that its signer didn't make"),
        (withdrawal_of_nothing, 1, "a signature that its signer didn't make"),
        (withdrawal_of_a_closed_one, 0, "loses a signature, but it was never opened"),
        (pending_without_opening, 0, "is pending again, but it was never opened"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_consistent_log_that_breaks_a_control_is_not_proven(
    log, story: Callable[..., None], entry: int, words: str
) -> None:
    story(log)
    report = verified(log)
    assert report.outcome is Outcome.TAMPERED
    assert report.entry == entry
    assert words in report.reason


def people_without_a_user(log) -> None:
    log.identified("toni", False)
    log.identified("bea", 0)
    log.identified("erin", 7)
    log.deployed(APR)


def staging(log) -> None:
    log.opened(APR, **{"class": "staging"})
    log.decided(APR, "approved", [log.signed(APR, "toni", "technical")])
    log.told(APR)


def override(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "carl", "executive"), log.signed(APR, "bea", "business")]
    log.decided(APR, "overridden", signatures)
    log.told(APR)


def rejected(log) -> None:
    log.opened(APR)
    log.decided(APR, "rejected", [log.signed(APR, "toni", "technical", decision="rejected")])
    log.told(APR, result="failed")


def refused_call(log) -> None:
    log.told("", result="failed")


def replaced_after_withdrawal(log) -> None:
    log.opened(APR)
    technical = log.signed(APR, "toni", "technical")
    log.withdrawn(APR, "toni", technical)
    signatures = [log.signed(APR, "tom", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "approved", signatures)
    log.told(APR)


def changed_facts(log) -> None:
    log.opened(APR)
    log.signed(APR, "tom", "technical")
    log.decided(APR, "pending", [], dossier="new dossier")
    log.decided(APR, "expired", [], dossier="new dossier")
    log.told(APR, result="failed", state="late")


def cancelled_after_yes(log) -> None:
    log.opened(APR)
    signatures = [log.signed(APR, "toni", "technical"), log.signed(APR, "bea", "business")]
    log.decided(APR, "approved", signatures)
    log.decided(APR, "cancelled", signatures)
    log.told(APR, result="failed", state="failed")


@pytest.mark.parametrize(
    "story",
    [
        people_without_a_user,
        staging,
        override,
        rejected,
        refused_call,
        replaced_after_withdrawal,
        changed_facts,
        cancelled_after_yes,
    ],
)
def test_what_is_as_it_should_be_is_proven(log, story: Callable[..., None]) -> None:
    story(log)
    assert verified(log).reason == ""


def test_every_finding_is_counted_and_the_first_one_leads(log) -> None:
    for number in range(150):
        log.signed(f"APR-2026-{number:03d}", "toni", "technical")
    report = verified(log)
    assert report.entry == 0
    assert report.reason.endswith("(149 more)")
    assert (len(report.findings), report.findings_total) == (100, 150)
    assert str(report.findings[1]).startswith("entry 1: APR-2026-001 is signed")


def test_signatures_of_another_key_prove_nothing(log) -> None:
    log.deployed(APR)
    log.publish(Signer.from_seed(log.origin, bytes(32)))
    report = verify_log(log, log.signer.verifier)
    assert report.outcome is Outcome.TAMPERED
    assert "no key that is trusted" in report.reason
