"""Leaf hashes and commitments."""

from __future__ import annotations

import hashlib

import pytest

from ica_ledger import MAX_ENTRY_BYTES, commit, leaf_hash, sha256_label


def test_the_hash_of_the_empty_leaf_is_the_known_one() -> None:
    known = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"").hex() == known


def test_the_prefix_keeps_leaves_apart_from_plain_hashes() -> None:
    assert leaf_hash(b"abc") != hashlib.sha256(b"abc").digest()


def test_an_entry_that_no_bundle_can_hold_is_refused() -> None:
    leaf_hash(bytes(MAX_ENTRY_BYTES))
    with pytest.raises(ValueError, match="65535"):
        leaf_hash(bytes(MAX_ENTRY_BYTES + 1))


def test_a_commitment_depends_on_salt_field_and_value() -> None:
    salt, other = bytes(32), bytes([1]) * 32
    commitments = {
        commit(salt, "branch", "main"),
        commit(other, "branch", "main"),
        commit(salt, "commit", "main"),
        commit(salt, "branch", "dev"),
    }
    assert len(commitments) == 4


def test_a_commitment_is_the_same_for_equal_texts_in_another_normal_form() -> None:
    assert commit(bytes(32), "name", "e\u0301") == commit(bytes(32), "name", "\u00e9")


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"short", "branch", "main")


def test_a_label_names_the_hash_function() -> None:
    assert sha256_label(b"\x01\xff") == "sha256:01ff"
