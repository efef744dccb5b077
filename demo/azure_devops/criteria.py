"""A small part of the success criteria of ApiResponse checks (azure-pipelines-tasks, gates.md)."""

from __future__ import annotations

import json
import re
from typing import Any

from demo.azure_devops.world import Reply

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>\w+)|(?P<sign>[\[\](),]))"
)
_FUNCTIONS = ("and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "count", "isNullOrEmpty")


class Unsupported(ValueError):
    """The expression uses something that is not simulated."""


def met(expression: str, reply: Reply) -> bool:
    """Tell whether an answer meets the criteria; empty ones are met by any answer.

    Raises Unsupported for what is beyond eq, ne, gt, ge, lt, le, and, or, not, count, isNullOrEmpty
    over `root[...]`, texts, numbers and booleans.
    """
    if not expression.strip():
        return True
    try:
        root = json.loads(reply.body or b"null")
    except ValueError:
        return False
    tokens = list(_TOKEN.finditer(expression))
    if "".join(match[0] for match in tokens).strip() != expression.strip():
        raise Unsupported(expression)
    parser = _Parser(tokens, root)
    value = parser.value()
    parser.end()
    return bool(value)


class _Parser:
    """Evaluates while it reads."""

    def __init__(self, tokens: list[re.Match[str]], root: Any) -> None:
        self._tokens = tokens
        self._root = root
        self._at = 0

    def value(self) -> Any:
        match = self._next()
        if match["text"] is not None:
            return match["text"][1:-1].replace("''", "'")
        if match["number"] is not None:
            return float(match["number"])
        name = match["name"] or ""
        if name == "root":
            return self._path()
        if name.lower() in ("true", "false"):
            return name.lower() == "true"
        if name in _FUNCTIONS:
            return _apply(name, self._arguments())
        raise Unsupported(match[0])

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise Unsupported(self._tokens[self._at][0])

    def _path(self) -> Any:
        found = self._root
        while self._take("["):
            key = self.value()
            self._expect("]")
            index = int(key) if isinstance(key, float) else key
            try:
                found = found[index]
            except (KeyError, IndexError, TypeError):
                found = None
        return found

    def _arguments(self) -> list[Any]:
        self._expect("(")
        values = [self.value()]
        while self._take(","):
            values.append(self.value())
        self._expect(")")
        return values

    def _next(self) -> re.Match[str]:
        if self._at >= len(self._tokens):
            raise Unsupported("unexpected end")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, sign: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at]["sign"] == sign:
            self._at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise Unsupported(f"expected {sign}")


def _apply(name: str, values: list[Any]) -> Any:
    """Apply a function; texts compare without regard to case, as in pipeline expressions."""
    if name in ("and", "or"):
        return all(values) if name == "and" else any(values)
    first = values[0]
    if name == "not":
        return not first
    if name == "count":
        return float(len(first)) if isinstance(first, (list, dict)) else 0.0
    if name == "isNullOrEmpty":
        return first is None or first == "" or first == []
    return _compare(name, first, values[1])


def _compare(name: str, left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        left, right = left.lower(), right.lower()
    if name in ("eq", "ne"):
        return bool(left == right) is (name == "eq")
    try:
        below, above = bool(left < right), bool(left > right)
    except TypeError:
        return False
    return {"lt": below, "gt": above, "le": not above, "ge": not below}[name]
