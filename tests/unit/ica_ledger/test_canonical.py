"""The bytes of an entry: one form for one value, and a refusal for what has none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger import NotCanonical, canonical_bytes

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts.filter(str.isascii), inner),
)


@given(values)
def test_canonical_bytes_read_back_and_written_again_are_the_same(value: object) -> None:
    first = canonical_bytes(value)
    assert canonical_bytes(json.loads(first)) == first


@given(st.dictionaries(texts.filter(str.isascii), st.integers(0, 9)))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_bytes(value) == canonical_bytes(dict(reversed(value.items())))


def test_text_is_brought_to_nfc() -> None:
    assert canonical_bytes("e\u0301") == canonical_bytes("\u00e9")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (1.0, r"\$: float"),
        ({"a": [float("nan")]}, r"\$\.a\[0\]: float"),
        (2**53, "beyond"),
        ("\x00", "NUL"),
        ("\ud800", "surrogate"),
        ({"\ud800": 1}, "surrogate"),
        ({1: 2}, "not a string"),
        ({"e\u0301": 1, "\u00e9": 2}, "twice"),
        ({"a": b"bytes"}, "bytes is not allowed"),
    ],
)
def test_a_value_without_a_canonical_form_is_refused_by_its_path(
    value: object, problem: str
) -> None:
    with pytest.raises(NotCanonical, match=problem):
        canonical_bytes(value)
