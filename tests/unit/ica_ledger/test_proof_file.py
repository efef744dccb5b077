"""The file that proves one entry."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger import BadCheckpoint, BadProof, Signer, TileHashes
from ica_ledger.proof_file import MAX_FILE_BYTES, EntryProof, parse_proof

HASH = base64.b64encode(bytes(32)).decode()
HEAD = "c2sp.org/tlog-proof@v1\n"


@pytest.fixture
def proven(log):
    """A log of 300 entries and the proof of its entry 17."""
    log.fill(300).publish()
    read = TileHashes(300, log.fetch)
    return log, EntryProof.make(log.entries[17], 17, log.files["checkpoint"], read)


def test_a_proof_is_a_text_file_of_the_public_format(proven) -> None:
    log, proof = proven
    lines = bytes(proof).decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert base64.b64decode(lines[1].removeprefix("extra ")) == log.entries[17]
    assert lines[2] == "index 17"
    assert len(lines[3]) == 44
    assert lines[3 + len(proof.hashes)] == ""
    assert lines[4 + len(proof.hashes)] == "ica.example.com/log"
    assert bytes(proof).endswith(log.files["checkpoint"])


def test_it_is_read_back_and_verified_from_the_file_alone(proven) -> None:
    log, proof = proven
    again = parse_proof(bytes(proof))
    assert again == proof
    assert again.verified_by([log.signer.verifier]) == log.head


def test_the_only_entry_of_a_log_needs_no_hashes(log) -> None:
    log.fill(1).publish()
    proof = EntryProof.make(log.entries[0], 0, log.files["checkpoint"], TileHashes(1, log.fetch))
    assert proof.hashes == ()
    assert parse_proof(bytes(proof)).verified_by([log.signer.verifier]).size == 1


@pytest.mark.parametrize("changes", [{"entry": b"another"}, {"index": 18}, {"hashes": ()}])
def test_a_proof_with_anything_changed_is_refused(proven, changes: dict[str, object]) -> None:
    log, proof = proven
    changed = EntryProof(**{**vars(proof), **changes})
    with pytest.raises(BadProof):
        parse_proof(bytes(changed)).verified_by([log.signer.verifier])


def test_a_checkpoint_of_nobody_trusted_is_refused(proven) -> None:
    _, proof = proven
    with pytest.raises(BadCheckpoint, match="no key that is trusted"):
        proof.verified_by([Signer.from_seed("x", bytes(32)).verifier])


def test_a_key_that_signs_for_another_log_proves_nothing(log, new_log) -> None:
    other = new_log("ica.example.com/other", seed=2)
    log.fill(1).publish(other.signer)
    proof = EntryProof.make(log.entries[0], 0, log.files["checkpoint"], TileHashes(1, log.fetch))
    with pytest.raises(BadProof, match=r"of the log ica\.example\.com/log, the key of"):
        proof.verified_by([other.signer.verifier])


def test_no_proof_is_made_beyond_the_checkpoint(log) -> None:
    log.fill(1).publish()
    with pytest.raises(ValueError, match="has no entry 1"):
        EntryProof.make(b"", 1, log.files["checkpoint"], TileHashes(1, log.fetch))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "begins with the line"),
        (HEAD, "begins with the line"),
        (f"{HEAD}extra \n\n", "begins with the line"),
        ("c2sp.org/tlog-proof@v2\nextra \nindex 0\n\n", "begins with the line"),
        (f"{HEAD}index 0\n{HASH}\n\n", "names its entry"),
        (f"{HEAD}extra AAAA\nindex 00\n\n", "names its entry"),
        (f"{HEAD}extra AAAA\nindex -1\n\n", "names its entry"),
        (f"{HEAD}extra AAAA\nindex 99999999999999999999\n\n", "names its entry"),
        (f"{HEAD}extra !\nindex 0\n\n", "must be base64"),
        (f"{HEAD}extra AAAA\nindex 0\n!\n\n", "must be base64"),
        (f"{HEAD}extra \u00e4AAA\nindex 0\n\n", "must be base64"),
        (f"{HEAD}extra AAAA\nindex 0\nAAAA\n\n", "length that is impossible"),
        (f"{HEAD}extra AAAA\nindex 0\n" + f"{HASH}\n" * 65 + "\n", "at most 64 hashes"),
        (f"{HEAD}extra {'A' * 87_384}\nindex 0\n\n", "length that is impossible"),
        (HEAD + "x" * MAX_FILE_BYTES, "at most"),
    ],
)
def test_a_malformed_file_is_refused_in_plain_words(text: str, problem: str) -> None:
    with pytest.raises(BadProof, match=problem):
        parse_proof(text.encode())


@given(st.binary(max_size=200))
def test_no_bytes_make_it_stumble(data: bytes) -> None:
    with pytest.raises(BadProof):
        parse_proof(HEAD.encode() + data)
