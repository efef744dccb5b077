"""A new key counts only when the old one hands over to it."""

from __future__ import annotations

import pytest

from ica_ledger import BadCheckpoint, Signer
from ica_ledger.checkpoint import parse_text
from ica_ledger.rotation import BadRotation, KeyChain, rotation_body, rotation_text

first, second, third = (
    Signer.from_seed("example.com/log", bytes([number]) * 32) for number in (1, 2, 3)
)


def chain_of(pinned: Signer, *bodies: dict[str, str]) -> KeyChain:
    chain = KeyChain(pinned.verifier)
    for body in bodies:
        chain.follow(body["old_key"], body["new_key"], body["signature"])
    return chain


def test_a_chain_of_keys_leads_from_the_pinned_one_to_the_one_in_force() -> None:
    chain = chain_of(
        first, rotation_body(first, second.verifier), rotation_body(second, third.verifier)
    )
    assert chain.current == third.verifier
    assert chain.keys == [one.verifier for one in (first, second, third)]


def test_the_pinned_key_may_be_a_later_one() -> None:
    chain = chain_of(
        second, rotation_body(first, second.verifier), rotation_body(second, third.verifier)
    )
    assert chain.keys == [second.verifier, third.verifier]


def test_a_key_that_hands_over_to_itself_in_secret_is_refused() -> None:
    forged = {**rotation_body(third, second.verifier), "old_key": str(first.verifier)}
    with pytest.raises(BadRotation, match="didn't sign"):
        chain_of(first, forged)


def test_a_key_that_was_replaced_hands_over_no_more() -> None:
    with pytest.raises(BadRotation, match="not in force"):
        chain_of(first, rotation_body(first, second.verifier), rotation_body(first, third.verifier))


def test_a_key_of_another_log_is_refused() -> None:
    foreign = Signer.from_seed("example.com/other", bytes(32))
    with pytest.raises(BadRotation, match="same name"):
        rotation_body(first, foreign.verifier)
    with pytest.raises(BadRotation, match="same name"):
        rotation_body(first, first.verifier)
    chain = KeyChain(foreign.verifier)
    body = rotation_body(first, second.verifier)
    with pytest.raises(BadRotation, match="didn't sign"):
        chain.follow(body["old_key"], body["new_key"], body["signature"])


@pytest.mark.parametrize("name", ["old_key", "new_key", "signature"])
def test_a_malformed_rotation_is_refused(name: str) -> None:
    with pytest.raises(BadRotation, match="malformed"):
        chain_of(first, {**rotation_body(first, second.verifier), name: "A"})


def test_what_the_old_key_signs_is_never_a_checkpoint() -> None:
    text = rotation_text(first.verifier, second.verifier).decode()
    with pytest.raises(BadCheckpoint, match="number of entries"):
        parse_text(text)
