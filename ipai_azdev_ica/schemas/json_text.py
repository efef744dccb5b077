# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read JSON as RFC 7493 (I-JSON) has it, and refuse all that two readers could see differently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain
from typing import NoReturn

from .errors import Detail, ErrorCode, RequestProblem, problem
from .limits import (
    MAX_BODY_BYTES,
    MAX_DEPTH,
    MAX_EXPONENT,
    MAX_INTEGER,
    MAX_NUMBER_CHARACTERS,
)
from .number_fields import json_number
from .text import safe_name, text_problem

# An unclosed string matches too: else each quote in it would start a search of its own.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[{\]}]', re.DOTALL)


def parse_json(body: bytes) -> object:
    """Return the value of a JSON body; numbers with a fraction or exponent become Decimal.

    Raises ``RequestProblem``: 413 over 1 MiB; 400 when empty, not UTF-8, not JSON, nested deeper
    than 32, with a duplicate key, NaN, Infinity, an integer beyond 2**53 - 1, U+0000 or half of a
    surrogate pair.
    """
    if len(body) > MAX_BODY_BYTES:
        raise problem(ErrorCode.BODY_TOO_LARGE, f"the body is larger than {MAX_BODY_BYTES} bytes")
    if not body.strip():
        raise problem(ErrorCode.BODY_EMPTY, "the body is empty: send a JSON object")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the body is not UTF-8 (byte {error.start})"
        raise problem(ErrorCode.NOT_UTF8, message) from None
    _check_depth(text)
    value = _load(text)
    # In UTF-8 JSON only an escape can smuggle in what text_problem refuses.
    found = find_text_problem(value) if "\\u" in text else None
    if found is not None:
        raise problem(ErrorCode.TEXT_REFUSED, "a text can't be stored", [found])
    return value


def canonical_json(value: object) -> str:
    """Return JSON with sorted keys and no spaces, for comparing and measuring what was sent."""
    return json.dumps(
        value,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
        default=_number_only,
    )


def find_text_problem(value: object, path: tuple[str, ...] = ()) -> Detail | None:
    """Return path and problem of the first text in a JSON value that can't be stored."""
    if isinstance(value, str):
        found = text_problem(value)
        return None if found is None else (".".join(path), found)
    inner: Iterable[tuple[tuple[str, ...], object]] = ()
    if isinstance(value, dict):
        keys = ((path, key) for key in value)
        inner = chain(keys, (((*path, safe_name(key)), item) for key, item in value.items()))
    elif isinstance(value, list):
        inner = (((*path, str(index)), item) for index, item in enumerate(value))
    problems = (find_text_problem(item, place) for place, item in inner)
    return next((found for found in problems if found is not None), None)


def _number_only(value: object) -> object:
    if isinstance(value, Decimal):
        return json_number(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _load(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_fraction,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        message = f"the body is not JSON (line {error.lineno}, column {error.colno})"
        raise problem(ErrorCode.NOT_JSON, message) from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        details = [(safe_name(twice), "stands there more than once")]
        raise problem(ErrorCode.DUPLICATE_KEY, "a JSON object repeats a key", details)
    return found


def _integer(text: str) -> int:
    # Compared by length first: int() of a million digits takes seconds.
    if len(text) > MAX_NUMBER_CHARACTERS or abs(number := int(text)) > MAX_INTEGER:
        raise _number_problem(f"an integer is beyond {MAX_INTEGER}")
    return number


def _fraction(text: str) -> Decimal:
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise _number_problem(f"a number is longer than {MAX_NUMBER_CHARACTERS} characters")
    # Decimal itself fails on an exponent of 20 digits; a float ends at 1e308.
    exponent = int(text.lower().partition("e")[2] or 0)
    if abs(exponent) <= MAX_EXPONENT:
        number = Decimal(text)
        if abs(number.adjusted()) <= MAX_EXPONENT:
            return number
    raise _number_problem("a number is too large or too small")


def _constant(_text: str) -> NoReturn:
    raise _number_problem("NaN and Infinity are not JSON")


def _number_problem(message: str) -> RequestProblem:
    return problem(ErrorCode.NUMBER_REFUSED, message)


def _check_depth(text: str) -> None:
    # The parser recurses, so depth is measured before it runs.
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match[0]
        depth += 1 if mark in "[{" else -1 if mark in "]}" else 0
        if depth > MAX_DEPTH:
            raise problem(ErrorCode.TOO_DEEP, f"the body is nested deeper than {MAX_DEPTH}")
