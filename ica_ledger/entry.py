"""Entries: read them, and refuse those that are not exactly as they must be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from ica_ledger.canonical import NotCanonical, canonical_bytes
from ica_ledger.entry_fields import UUID, object_pattern
from ica_ledger.entry_kinds import KINDS, Kind
from ica_ledger.moments import parse_time

KEYS = {"body", "kind", "subject", "time", "uuid", "v"}

_KIND = re.compile("[a-z][a-z_.]{0,63}")
_SUBJECT = re.compile("[a-z]+:[0-9A-Za-z-]{1,64}")
_TIME = "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9][.][0-9]{3}Z"
_SAFE = re.compile("[A-Za-z0-9_.:+/=-]{0,512}")


class BadEntry(ValueError):
    """Bytes are not an entry of this log; the message says why, without what stood there."""


class UnknownKind(BadEntry):
    """An entry is well-formed but of a kind, or with a key, that this version doesn't know."""


@dataclass(frozen=True)
class Entry:
    """An entry, read."""

    kind: str
    subject: str
    time: datetime
    uuid: str
    body: Mapping[str, object]


def parse_entry(data: bytes) -> Entry:
    """Return what an entry says.

    Raises BadEntry when it isn't canonical or holds what its kind doesn't allow, and UnknownKind
    when only a newer version can tell.
    """
    said = _decoded(data)
    body = said["body"]
    known = KINDS.get(str(said["kind"]))
    if known is None:
        _check_harmless(body, "body")
        raise UnknownKind(f"the kind {said['kind']} is not known to this version")
    if not re.fullmatch(known.subject, said["subject"]):
        raise BadEntry(f"an entry of the kind {said['kind']} is about something else")
    _check_body(body, known)
    return Entry(said["kind"], said["subject"], parse_time(said["time"]), said["uuid"], body)


@cache
def pattern_of(kind: str, groups: bool = False) -> re.Pattern[bytes]:
    """Return the one regular expression that takes exactly the good entries of a kind.

    Each value has one spelling only, so what it takes is canonical, too.

    :param groups: name a group after each key of the body, and `number` what follows the colon of
        the subject; slower
    """
    known = KINDS[kind]
    subject, number = known.subject.split(":", 1)
    about = f"(?P<number>{number})" if groups else f"(?:{number})"
    text = (
        rf'\{{"body":{object_pattern(known.body, groups)},"kind":"{re.escape(kind)}",'
        rf'"subject":"{subject}:{about}","time":"{_TIME}",'
        rf'"uuid":{UUID.pattern},"v":1\}}'
    )
    return re.compile(text.encode())


def _decoded(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data, object_pairs_hook=_without_repeats)
        same = canonical_bytes(said) == data
    except BadEntry:
        raise
    except NotCanonical:
        raise BadEntry("it holds a value without a canonical form, such as a float") from None
    except (ValueError, RecursionError):
        raise BadEntry("the bytes are not JSON") from None
    if not same:
        raise BadEntry("the bytes are not in canonical form")
    if not isinstance(said, dict) or said.keys() != KEYS or repr(said["v"]) != "1":
        raise BadEntry("an entry has the keys body, kind, subject, time, uuid and v (which is 1)")
    _check_texts(said)
    return said


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadEntry("a key stands there twice")
    return found


def _check_texts(said: Mapping[str, object]) -> None:
    for name, pattern in (
        ("kind", _KIND),
        ("subject", _SUBJECT),
        ("time", re.compile(_TIME)),
        ("uuid", re.compile(UUID.pattern.strip('"'))),
    ):
        text = said[name]
        if not isinstance(text, str) or not pattern.fullmatch(text):
            raise BadEntry(f"its {name} is malformed")
    try:
        parse_time(str(said["time"]))
    except ValueError:
        raise BadEntry("its time is no time") from None


def _check_body(body: object, known: Kind) -> None:
    if not isinstance(body, dict):
        raise BadEntry("its body is not an object")
    for name, field in known.body.items():
        if name not in body:
            if field.required:
                raise BadEntry(f"its body lacks {name}")
        elif not field.type.takes(canonical_bytes(body[name])):
            raise BadEntry(f"its {name} must be {field.type.words}")
    more = sorted(body.keys() - known.body.keys())
    for name in more:
        _check_harmless(body[name], name)
    if more:
        raise UnknownKind(f"the key {more[0]} is not known to this version")


def _check_harmless(value: object, path: str) -> None:
    """Refuse what no kind of entry may hold: texts that could be anything but ids and words."""
    if isinstance(value, dict):
        for name, item in value.items():
            _check_harmless(name, path)
            _check_harmless(item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            _check_harmless(item, path)
    elif isinstance(value, str) and not _SAFE.fullmatch(value):
        raise BadEntry(f"its {path} holds free text")
