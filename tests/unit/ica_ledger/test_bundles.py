"""Entry bundles: what goes in comes out, and nothing else is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger import MAX_ENTRY_BYTES, BadBundle, decode_bundle, encode_bundle

bundles = st.lists(st.binary(max_size=300), max_size=256)


@given(bundles)
def test_entries_come_out_as_they_went_in(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


def test_the_length_stands_before_each_entry_in_big_endian_order() -> None:
    assert encode_bundle([b"ab", b"", b"x" * 258]) == b"\0\2ab\0\0\1\2" + b"x" * 258


def test_the_longest_entry_and_no_longer_one() -> None:
    longest = bytes(MAX_ENTRY_BYTES)
    assert decode_bundle(encode_bundle([longest]), 1) == [longest]
    with pytest.raises(ValueError, match="65535 bytes"):
        encode_bundle([bytes(MAX_ENTRY_BYTES + 1)])


def test_a_bundle_holds_256_entries() -> None:
    with pytest.raises(ValueError, match="at most 256 entries"):
        encode_bundle([b""] * 257)


@given(bundles.filter(bool), st.data())
def test_a_bundle_that_ends_early_is_refused(entries: list[bytes], data: st.DataObject) -> None:
    encoded = encode_bundle(entries)
    cut = data.draw(st.integers(0, len(encoded) - 1))
    with pytest.raises(BadBundle, match="ends within its entry"):
        decode_bundle(encoded[:cut], len(entries))


@given(bundles, st.binary(min_size=1, max_size=9))
def test_bytes_after_the_last_entry_are_refused(entries: list[bytes], more: bytes) -> None:
    with pytest.raises(BadBundle, match=f"{len(more)} bytes too many"):
        decode_bundle(encode_bundle(entries) + more, len(entries))
