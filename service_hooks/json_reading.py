"""JSON from outside, strictly or tolerantly, always bounded in size and depth."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Final, TypeAlias

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | float | bool | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"

MAX_DEPTH: Final = 64


class UnreadableJson(ValueError):
    """The bytes are not JSON that we take; the message says why, without quoting them."""


def parse_strict_json(body: bytes, *, max_bytes: int, max_depth: int = MAX_DEPTH) -> JsonValue:
    """Parse UTF-8 JSON and refuse what two readers could understand differently.

    Raises UnreadableJson for duplicate keys, NaN, Infinity, numbers out of range, NUL and other
    control characters, lone surrogates, more than `max_bytes` or deeper than `max_depth`.
    """
    value = _parse(body, max_bytes=max_bytes, strict=True)
    for depth, item in _walk(value):
        if depth > max_depth:
            raise UnreadableJson(f"is nested deeper than {max_depth} levels")
        for text in [*item] if isinstance(item, dict) else [item]:
            if isinstance(text, str) and not is_clean_text(text):
                raise UnreadableJson("holds control characters or broken Unicode")
    return value


def parse_tolerant_json(body: bytes, *, max_bytes: int, max_depth: int = MAX_DEPTH) -> JsonValue:
    """Parse UTF-8 JSON as well as it goes: the last of two equal keys counts, NaN is null.

    Raises UnreadableJson when it is no JSON, too large or too deep.
    """
    value = _parse(body, max_bytes=max_bytes, strict=False)
    if any(depth > max_depth for depth, _item in _walk(value)):
        raise UnreadableJson(f"is nested deeper than {max_depth} levels")
    return value


def canonical_json(value: JsonValue) -> bytes:
    """Return bytes that are equal for equal values: sorted keys, no spaces, ASCII only."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return text.encode("ascii")


def is_clean_text(text: str) -> bool:
    """Tell whether text holds neither control characters (but tab and newline) nor surrogates."""
    return not any(
        (char < " " and char not in "\t\n\r") or char == "\x7f" or "\ud800" <= char <= "\udfff"
        for char in text
    )


def _parse(body: bytes, *, max_bytes: int, strict: bool) -> JsonValue:
    if len(body) > max_bytes:
        raise UnreadableJson(f"is larger than {max_bytes} bytes")
    try:
        text = body.decode("utf-8-sig")
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=_refuse_duplicates if strict else None,
            parse_constant=_refuse_constant if strict else _nothing,
            parse_float=_finite if strict else _finite_or_nothing,
        )
    except UnreadableJson:
        raise
    except UnicodeDecodeError:
        raise UnreadableJson("is not UTF-8") from None
    except RecursionError:
        raise UnreadableJson("is nested too deeply") from None
    except ValueError:
        # also an integer with more digits than Python converts
        raise UnreadableJson("is not JSON") from None
    return value


def _refuse_duplicates(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise UnreadableJson("has the same key twice")
    return result


def _refuse_constant(_name: str) -> JsonValue:
    raise UnreadableJson("holds NaN or Infinity, which are not JSON")


def _nothing(_name: str) -> JsonValue:
    return None


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise UnreadableJson("holds a number out of range")
    return value


def _finite_or_nothing(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _walk(value: JsonValue) -> Iterator[tuple[int, JsonValue]]:
    """Yield every value with its depth, without recursion: the input chooses the depth."""
    waiting: list[tuple[int, JsonValue]] = [(0, value)]
    while waiting:
        depth, item = waiting.pop()
        yield depth, item
        if isinstance(item, dict):
            waiting.extend((depth + 1, one) for one in item.values())
        elif isinstance(item, list):
            waiting.extend((depth + 1, one) for one in item)
