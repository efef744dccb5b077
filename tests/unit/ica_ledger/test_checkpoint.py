"""Checkpoints: one spelling, signed, with the time of signing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger import (
    BadCheckpoint,
    Checkpoint,
    Note,
    Signer,
    parse_checkpoint,
    verified_checkpoint,
)
from ica_ledger.checkpoint import UnknownKey, parse_text

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
EXAMPLE = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"

signer = Signer.from_seed("example.com/log", bytes(32))
other = Signer.from_seed("example.com/log", bytes([1]) * 32)
heads = st.builds(
    Checkpoint.at,
    st.just("example.com/log"),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.datetimes(timezones=st.just(UTC)),
)


def test_the_example_of_the_format_is_read_and_written_the_same() -> None:
    head = parse_text(EXAMPLE)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert head.root.hex().startswith("0ac5186a9186")
    assert head.text == EXAMPLE
    assert head.time is None


@given(heads)
def test_a_signed_checkpoint_is_read_back_and_verified(head: Checkpoint) -> None:
    data = head.signed_by(signer)
    assert verified_checkpoint(data, "example.com/log", [other.verifier, signer.verifier]) == head
    assert parse_checkpoint(data).checkpoint == head


def test_the_time_of_signing_is_an_extension_line_in_utc() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=8)))
    head = Checkpoint.at("example.com/log", 1, bytes(32), local)
    assert head.extensions == ("time 2026-11-24T12:00:00.000Z",)
    assert head.time == NOON
    with pytest.raises(ValueError, match="without a time zone"):
        Checkpoint.at("example.com/log", 1, bytes(32), NOON.replace(tzinfo=None))


def test_other_extension_lines_are_kept() -> None:
    head = parse_text(EXAMPLE + "anything else\ntime 2026-11-24T12:00:00Z\n")
    assert head.extensions == ("anything else", "time 2026-11-24T12:00:00Z")
    assert head.time == NOON


def test_both_keys_may_sign_while_one_hands_over_to_the_other() -> None:
    data = Checkpoint("example.com/log", 0, bytes(32)).signed_by(signer, other)
    for key in (signer, other):
        assert parse_checkpoint(data).verified_by([key.verifier]) == [key.verifier]


def test_a_checkpoint_that_nobody_trusted_signed_is_refused() -> None:
    data = Checkpoint("example.com/log", 0, bytes(32)).signed_by(signer)
    with pytest.raises(UnknownKey, match="no key that is trusted"):
        verified_checkpoint(data, "example.com/log", [other.verifier])


def test_a_checkpoint_with_a_wrong_signature_is_refused() -> None:
    data = Checkpoint("example.com/log", 0, bytes(32)).signed_by(signer)
    changed = data.replace(b"\n0\n", b"\n1\n")
    with pytest.raises(BadCheckpoint, match=r"not trusted: the signature of example\.com/log"):
        verified_checkpoint(changed, "example.com/log", [signer.verifier])


def test_a_checkpoint_of_another_log_is_refused() -> None:
    data = Checkpoint("example.com/other", 0, bytes(32)).signed_by(signer)
    with pytest.raises(BadCheckpoint, match=r"of the log example\.com/other"):
        verified_checkpoint(data, "example.com/log", [signer.verifier])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("origin\n1\n", "3 to 16 lines"),
        (EXAMPLE + "x\n" * 14, "3 to 16 lines"),
        (f"\n1\n{ROOT}\n", "none empty"),
        (f"origin\n\n{ROOT}\n", "none empty"),
        (EXAMPLE + "\nx\n", "none empty"),
        (f"origin\n01\n{ROOT}\n", "number of entries"),
        (f"origin\n-1\n{ROOT}\n", "number of entries"),
        (f"origin\n1 \n{ROOT}\n", "number of entries"),
        (f"origin\n{2**63}\n{ROOT}\n", "number of entries"),
        (f"origin\n\u0661\n{ROOT}\n", "number of entries"),
        ("origin\n1\nAAAA\n", "root hash"),
        ("origin\n1\n!!!!\n", "root hash"),
        (f"origin\n1\n{ROOT[:-2]}J=\n", "one way only"),
        (EXAMPLE + "time noon\n", "not a time"),
        (EXAMPLE + "time 2026-02-30T12:00:00Z\n", "day is out of range"),
        (EXAMPLE[:-1], "3 to 16 lines"),
    ],
)
def test_a_malformed_checkpoint_is_refused_in_plain_words(text: str, problem: str) -> None:
    with pytest.raises(BadCheckpoint, match=problem):
        parse_text(text)


def test_a_note_that_is_malformed_is_no_checkpoint() -> None:
    with pytest.raises(BadCheckpoint, match="malformed"):
        parse_checkpoint(b"text")
    with pytest.raises(BadCheckpoint, match="3 to 16"):
        parse_checkpoint(bytes(Note("text\n").signed_by(signer)))


def test_nothing_is_signed_that_a_reader_would_refuse() -> None:
    for head in (Checkpoint("", 1, bytes(32)), Checkpoint("o", -1, bytes(32))):
        with pytest.raises(BadCheckpoint):
            head.signed_by(signer)
    with pytest.raises(BadCheckpoint, match="nobody could read"):
        Checkpoint("o", 1, bytes(32)).signed_by()
