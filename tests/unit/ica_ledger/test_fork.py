"""Two checkpoints: one history, or two."""

from __future__ import annotations

import pytest

from ica_ledger import Signer
from ica_ledger.fork import compare
from ica_ledger.report import Outcome


@pytest.fixture
def grown(log):
    """A log of 500 entries and its checkpoint of 300."""
    earlier = log.fill(300).publish().files["checkpoint"]
    return log.fill(200).publish(), earlier


def test_the_same_head_is_the_same_history(grown) -> None:
    log, _ = grown
    head = log.files["checkpoint"]
    answer = compare(head, head, [log.signer.verifier])
    assert answer.outcome is Outcome.PROVEN
    assert answer.reason == "both are the head of the same 500 entries"


@pytest.mark.parametrize("swapped", [False, True])
def test_a_larger_head_is_shown_to_continue_the_smaller_one(grown, swapped: bool) -> None:
    log, earlier = grown
    pair = [earlier, log.files["checkpoint"]]
    first, second = reversed(pair) if swapped else pair
    answer = compare(first, second, [log.signer.verifier], log.fetch)
    assert answer.outcome is Outcome.PROVEN
    assert answer.reason == "the log of 500 entries begins with the 300 of the other checkpoint"


def test_sizes_that_differ_need_the_log(grown) -> None:
    log, earlier = grown
    answer = compare(earlier, log.files["checkpoint"], [log.signer.verifier])
    assert answer.outcome is Outcome.UNCHECKED
    assert "the log itself is needed" in answer.reason


def fork_of(new_log, size: int):
    fork = new_log()
    fork.event(99)
    return fork.fill(size - 1).publish()


def test_two_heads_of_one_size_are_a_fork(grown, new_log) -> None:
    log, _ = grown
    fork = fork_of(new_log, 500)
    answer = compare(log.files["checkpoint"], fork.files["checkpoint"], [log.signer.verifier])
    assert answer.outcome is Outcome.TAMPERED
    assert answer.reason == "a fork: the key signed two different logs of 500 entries"


def test_a_larger_head_of_another_history_is_a_fork(grown, new_log) -> None:
    log, _ = grown
    fork = fork_of(new_log, 400).files["checkpoint"]
    answer = compare(fork, log.files["checkpoint"], [log.signer.verifier], log.fetch)
    assert answer.outcome is Outcome.TAMPERED
    assert answer.reason.startswith("a fork: the first 400 entries are not those")


def test_a_log_that_is_not_that_of_its_head_is_found(grown, new_log) -> None:
    log, earlier = grown
    fork = fork_of(new_log, 500)
    answer = compare(earlier, log.files["checkpoint"], [log.signer.verifier], fork.fetch)
    assert answer.outcome is Outcome.TAMPERED
    assert "tiles are not those of its checkpoint of 500" in answer.reason


def test_a_log_without_its_tiles_can_not_be_used(grown) -> None:
    log, earlier = grown
    answer = compare(earlier, log.files["checkpoint"], [log.signer.verifier], {}.get)
    assert answer.outcome is Outcome.UNCHECKED
    assert "is missing" in answer.reason
    answer = compare(earlier, log.files["checkpoint"], [log.signer.verifier], lambda path: b"")
    assert answer.outcome is Outcome.TAMPERED
    assert "0 bytes instead of" in answer.reason


def test_checkpoints_of_two_logs_say_nothing_of_each_other(log, new_log) -> None:
    other = new_log("ica.example.com/other")
    keys = [log.signer.verifier, other.signer.verifier]
    heads = [one.publish().files["checkpoint"] for one in (log, other)]
    answer = compare(heads[0], heads[1], keys)
    assert answer.outcome is Outcome.UNCHECKED
    assert "different logs" in answer.reason


def test_what_nobody_trusted_signed_is_not_compared(grown) -> None:
    log, earlier = grown
    stranger = Signer.from_seed(log.origin, bytes(32)).verifier
    for head, keys, outcome in (
        (earlier, [stranger], Outcome.UNCHECKED),
        (b"no checkpoint", [log.signer.verifier], Outcome.UNCHECKED),
        (earlier.replace(b"\n300\n", b"\n301\n"), [log.signer.verifier], Outcome.TAMPERED),
    ):
        assert compare(head, earlier, keys).outcome is outcome
