"""Signed notes and the keys that sign them."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger import BadKey, BadNote, Note, Signer, Verifier, parse_note
from ica_ledger.note import MAX_NOTE_BYTES, MAX_SIGNATURES, Signature, UnknownSigner

# the example of Go's own package for notes (golang.org/x/mod/sumdb/note)
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqd"
    "ngotpRZb6KE6RyyBwJnAM=\n"
).encode()

signer = Signer.from_seed("example.com/log", bytes(32))
other = Signer.from_seed("witness.example", bytes([1]) * 32)
lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)


def test_the_note_of_gos_own_package_is_verified() -> None:
    note = parse_note(GO_NOTE)
    assert note.verified_by([Verifier.parse(GO_KEY)]) == [Verifier.parse(GO_KEY)]
    assert bytes(note) == GO_NOTE


def test_the_key_of_gos_checksum_database_reads_as_it_is_written() -> None:
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(Verifier.parse(text)) == text


@given(st.lists(lines, min_size=1, max_size=5))
def test_a_signed_note_is_read_back_and_verified(text: list[str]) -> None:
    note = Note("".join(f"{line}\n" for line in text)).signed_by(signer, other)
    again = parse_note(bytes(note))
    assert again == note
    assert again.verified_by([other.verifier, signer.verifier]) == [
        other.verifier,
        signer.verifier,
    ]


@given(lines.filter(bool), st.integers(0, 200))
def test_a_changed_text_is_refused(line: str, at: int) -> None:
    note = Note(f"{line}\n").signed_by(signer)
    text = note.text[: at % len(line)] + "\u00bf" + note.text[at % len(line) :]
    with pytest.raises(BadNote, match=r"example\.com/log is wrong"):
        Note(text, note.signatures).verified_by([signer.verifier])


def test_signatures_of_unknown_keys_are_ignored() -> None:
    note = Note("text\n").signed_by(other, signer)
    assert note.verified_by([signer.verifier]) == [signer.verifier]


def test_a_key_that_shares_the_name_or_the_id_only_is_unknown() -> None:
    real = signer.verifier
    value = signer.sign(b"text\n")
    for name, key_id in ((real.name, b"\0\0\0\0"), ("example.com/other", real.key_id)):
        note = Note("text\n", (Signature(name, key_id, value),))
        with pytest.raises(UnknownSigner, match="no key that is trusted"):
            note.verified_by([real])


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    good = Note("text\n").signed_by(signer)
    forged = Signature(signer.name, signer.verifier.key_id, bytes(64))
    with pytest.raises(BadNote, match="is wrong"):
        Note("text\n", (*good.signatures, forged)).verified_by([signer.verifier])


def test_nobody_signs_what_could_not_be_read_again() -> None:
    for text in ("no newline", "tab\there\n"):
        with pytest.raises(BadNote):
            Note(text).signed_by(signer)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n", "not UTF-8"),
        (b"text\n", "no signatures"),
        (b"text\n\n", "no signatures"),
        ("text\n\n— name AAAAAAA=".encode(), "no signatures"),
        ("te\txt\n\n— name AAAAAAA=\n".encode(), "control characters"),
        ("text\n\n— name\n".encode(), "malformed"),
        (b"text\n\n- name AAAAAAA=\n", "malformed"),
        ("text\n\n— name AAAAAA==\n".encode(), "malformed"),
        ("text\n\n— name !!!!\n".encode(), "malformed"),
        ("text\n\n— na+me AAAAAAA=\n".encode(), "malformed"),
        ("text\n\n—  AAAAAAA=\n".encode(), "malformed"),
        ("text\n\n— na\u00a0me AAAAAAA=\n".encode(), "malformed"),
        (bytes(MAX_NOTE_BYTES + 1), "at most 65536 bytes"),
        (b"text\n\n" + "— name AAAAAAA=\n".encode() * (MAX_SIGNATURES + 1), "at most 64"),
    ],
)
def test_a_malformed_note_is_refused_in_plain_words(data: bytes, problem: str) -> None:
    with pytest.raises(BadNote, match=problem):
        parse_note(data)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name", "reads <name>"),
        ("name+12345678", "reads <name>"),
        (GO_KEY.replace("c74f20a3", "c74f20a4"), "copied wrongly"),
        (GO_KEY.replace("PeterNeumann", "Peter"), "copied wrongly"),
        ("name+12345678+!!!!", "not base64"),
        ("name+12345678+" + base64.b64encode(b"\x04" + bytes(32)).decode(), "only Ed25519"),
        ("name+12345678+" + base64.b64encode(b"\x01" + bytes(31)).decode(), "has 32 bytes"),
        ("na me+12345678+" + base64.b64encode(b"\x01" + bytes(32)).decode(), "neither spaces"),
        ("+12345678+" + base64.b64encode(b"\x01" + bytes(32)).decode(), "printable"),
        (f"{'n' * 256}+12345678+" + base64.b64encode(b"\x01" + bytes(32)).decode(), "1 to 255"),
    ],
)
def test_a_malformed_key_is_refused_in_plain_words(text: str, problem: str) -> None:
    with pytest.raises(BadKey, match=problem):
        Verifier.parse(text)


def test_a_private_key_is_kept_by_its_seed_and_never_shown() -> None:
    made = Signer.generate("example.com/log")
    again = Signer.from_seed(made.name, made.seed)
    assert again.verifier == made.verifier
    assert made.seed.hex() not in repr(made)
    assert "private" not in repr(made)
    with pytest.raises(BadKey, match="32 bytes"):
        Signer.from_seed("example.com/log", b"short")
    with pytest.raises(BadKey, match="neither spaces nor plus"):
        Signer.from_seed("a+b", bytes(32))


def test_the_signature_is_plain_ed25519_over_the_text() -> None:
    public = Ed25519PublicKey.from_public_bytes(signer.verifier.public_key)
    public.verify(Note("text\n").signed_by(signer).signatures[0].value, b"text\n")
