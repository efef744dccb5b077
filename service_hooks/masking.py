"""Secrets out of what is kept: values under keys that name a credential."""

from __future__ import annotations

import re
from typing import Final

from service_hooks.json_reading import JsonObject, JsonValue

MASK: Final = "***"

_SECRET_KEY: Final = re.compile(
    r"token|authorization|password|passwd|secret|api[-_]?key|connectionstring", re.IGNORECASE
)


_SECRET_MEMBER: Final = re.compile(
    rb'("[^"\\]{0,64}(?:token|authorization|password|passwd|secret|api[-_]?key|connectionstring)'
    rb'[^"\\]{0,64}"\s*:\s*")(?:[^"\\]|\\.)*"',
    re.IGNORECASE | re.DOTALL,
)


def mask_body(body: bytes) -> bytes:
    """Return a body with the text under every key that names a credential replaced.

    Works on bytes, so that a body which is no JSON, or only its head, is masked as well.
    """
    return _SECRET_MEMBER.sub(rb'\1***"', body)


def mask_object(content: JsonObject) -> JsonObject:
    """Return a copy in which everything under a key such as `AuthToken` reads `***` (threats P2).

    The depth must have been bounded by the parser that made the value.
    """
    return {
        key: MASK if _SECRET_KEY.search(key) and item is not None else mask_secrets(item)
        for key, item in content.items()
    }


def mask_secrets(value: JsonValue) -> JsonValue:
    """Return a copy of any JSON value with its secrets masked; see `mask_object`."""
    if isinstance(value, dict):
        return mask_object(value)
    if isinstance(value, list):
        return [mask_secrets(item) for item in value]
    return value
