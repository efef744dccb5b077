"""Bodies that two JSON readers could understand differently are refused, each by its name."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest

from ipai_azdev_ica.schemas import ErrorCode, RequestProblem, canonical_json, parse_json
from ipai_azdev_ica.schemas.json_text import find_text_problem
from ipai_azdev_ica.schemas.limits import MAX_BODY_BYTES, MAX_DEPTH, MAX_INTEGER


def refused(body: bytes) -> RequestProblem:
    with pytest.raises(RequestProblem) as caught:
        parse_json(body)
    return caught.value


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", ErrorCode.BODY_EMPTY),
        (b" \r\n\t ", ErrorCode.BODY_EMPTY),
        (b'{"a": "\xff"}', ErrorCode.NOT_UTF8),
        ('{"a": 1}'.encode("utf-16"), ErrorCode.NOT_UTF8),
        (b"\xed\xa0\x80", ErrorCode.NOT_UTF8),
        (b'\xef\xbb\xbf{"a": 1}', ErrorCode.NOT_JSON),
        (b"{'a': 1}", ErrorCode.NOT_JSON),
        (b'{"a": 1} {}', ErrorCode.NOT_JSON),
        (b'{"a": "\x00"}', ErrorCode.NOT_JSON),
        (b'{"a": 01}', ErrorCode.NOT_JSON),
        (b'{"a": 1, "a": 1}', ErrorCode.DUPLICATE_KEY),
        (b'{"x": [{"a": 1, "b": 2, "\\u0061": 3}]}', ErrorCode.DUPLICATE_KEY),
        (b'{"a": NaN}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": Infinity}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": -Infinity}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": 9007199254740992}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": -9007199254740992}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": ' + b"9" * 100_000 + b"}", ErrorCode.NUMBER_REFUSED),
        (b'{"a": 0.' + b"1" * 100 + b"}", ErrorCode.NUMBER_REFUSED),
        (b'{"a": 1e301}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": 12345e300}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": 0e999999}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": 1e-301}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": 1e99999999999999999999}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": 1e-99999999999999999999}', ErrorCode.NUMBER_REFUSED),
        (b'{"a": "\\u0000"}', ErrorCode.TEXT_REFUSED),
        (b'{"a": ["\\ud800"]}', ErrorCode.TEXT_REFUSED),
        (b'{"\\udfff": 1}', ErrorCode.TEXT_REFUSED),
    ],
)
def test_refuses(body: bytes, code: ErrorCode) -> None:
    found = refused(body)
    assert (found.code, found.status) == (code, 400)


def test_a_body_over_one_mebibyte_is_413() -> None:
    found = refused(b" " * (MAX_BODY_BYTES + 1))
    assert (found.code, found.status) == (ErrorCode.BODY_TOO_LARGE, 413)


def test_takes_the_largest_body() -> None:
    assert parse_json(b" " * (MAX_BODY_BYTES - 2) + b"{}") == {}


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_nesting_is_measured_before_the_parser_recurses(opening: bytes) -> None:
    assert refused(opening * 100_000).code is ErrorCode.TOO_DEEP


def test_takes_the_deepest_nesting_and_refuses_one_more() -> None:
    assert parse_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None
    assert refused(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)).code is ErrorCode.TOO_DEEP


def test_brackets_in_texts_and_side_by_side_are_no_nesting() -> None:
    value = {"a": "[" * 100 + '\\"{' * 100, "b": [[], {}] * 100}
    assert parse_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "unclosed", [b'"' + b'\\"' * 400_000, b'"' * 400_001 + b"\\", b"[]," * 300_000]
)
def test_measuring_the_nesting_takes_linear_time(unclosed: bytes) -> None:
    start = time.process_time()
    refused(b"[" * MAX_DEPTH + b"[" + unclosed if unclosed[:1] == b'"' else b"[" + unclosed)
    assert time.process_time() - start < 2


def test_numbers_keep_their_value() -> None:
    value = parse_json(b'[9007199254740991, -1, 0.1, 1e3, 0e300, true, null, "\\ud83d\\ude00"]')
    assert value == [MAX_INTEGER, -1, Decimal("0.1"), Decimal("1e3"), 0, True, None, "\U0001f600"]


def test_a_repeated_key_is_named_if_it_is_a_name() -> None:
    assert refused(b'{"commit": 1, "commit": 2}').details[0][0] == "commit"
    assert refused(b'{"<b>": 1, "<b>": 2}').details[0][0] == "?"


def test_a_text_that_cannot_be_stored_is_named_by_its_path() -> None:
    assert refused(b'{"a": [{"b": "x"}, {"b": "\\u0000"}]}').details == [
        ("a.1.b", "must not contain the character U+0000")
    ]


def test_finds_no_problem_in_storable_values() -> None:
    assert find_text_problem({"a": ["x", 1, None, True]}) is None


def test_the_place_of_a_syntax_error_is_told() -> None:
    assert refused(b'{\n"a" 1}').message == "the body is not JSON (line 2, column 5)"


def test_canonical_json_does_not_depend_on_order_or_spelling() -> None:
    one, other = (parse_json(body) for body in (b'{"b":2.50,"a":3.0}', b'{"a":3,"b":2.5}'))
    assert canonical_json(one) == canonical_json(other) == '{"a":3,"b":2.5}'


def test_canonical_json_refuses_what_is_no_json() -> None:
    with pytest.raises(TypeError, match="set is no JSON value"):
        canonical_json({1})
