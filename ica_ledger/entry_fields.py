"""What may stand in an entry: each type is the one spelling of its values in canonical JSON.

No type takes free text. Names, comments and the like stand in an entry as commitments only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEX = "[0-9a-f]"
_HASH = f"sha256:{_HEX}{{64}}"
_UUID = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_BASE64 = "[A-Za-z0-9+/]{1,344}={0,2}"


@dataclass(frozen=True)
class Type:
    """A set of values, as a regular expression over their canonical JSON."""

    words: str
    """What the value is, to be read after "must be"."""
    pattern: str

    def takes(self, canonical: bytes) -> bool:
        """Tell whether canonical JSON is a value of this type."""
        return re.fullmatch(self.pattern.encode(), canonical) is not None


def one_of(*words: str) -> Type:
    """Return the type of one of a few words."""
    return Type(f"one of {', '.join(words)}", '"(?:' + "|".join(map(re.escape, words)) + ')"')


def list_of(kind: Type) -> Type:
    """Return the type of a list, which may be empty."""
    return Type(f"a list, each {kind.words}", rf"\[(?:{kind.pattern}(?:,{kind.pattern})*)?\]")


def or_empty(kind: Type) -> Type:
    """Return the type of a value or an empty text."""
    return Type(f"{kind.words} or empty", f'(?:{kind.pattern}|"")')


INTEGER = Type("an integer of at most 15 digits", "(?:0|-?[1-9][0-9]{0,14})")
NUMBER = Type("the number of a record, 0 or false for none", "(?:0|[1-9][0-9]{0,14}|false)")
FLAG = Type("true or false", "(?:true|false)")
WORD = Type("a word of letters, digits and _.-", '"[A-Za-z0-9_.-]{0,64}"')
HASH = Type("sha256:<64 hex digits>", f'"{_HASH}"')
SETTINGS = Type("sha256:<64 hex digits> or empty", f'"(?:(?:sha256:)?{_HEX}{{64}})?"')
"""Hash of a check's settings; the first release wrote it without its prefix."""
UUID = Type("a UUID in lower case", f'"{_UUID}"')
GUID = Type("a GUID", f'"{_UUID.replace("a-f", "a-fA-F")}"')
COMMIT = Type("the id of a commit", '"[0-9A-Za-z]{1,64}"')
APPROVAL = Type("APR-<year>-<number>", '"APR-[0-9]{4}-[0-9]{3,12}"')
TIME = Type(
    "a time in UTC",
    '"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?Z?"',
)
KEY = Type("a verifier key", rf'"[A-Za-z0-9_.:/-]{{1,255}}\+{_HEX}{{8}}\+{_BASE64}"')
SIGNATURE = Type("a signature in base64", f'"{_BASE64}"')
ORIGIN = Type("the origin of a log", '"[A-Za-z0-9_.:/-]{1,255}"')


@dataclass(frozen=True)
class Field:
    """A key of an entry's body."""

    type: Type
    required: bool = True


def maybe(kind: Type) -> Field:
    """Return a field that may be absent."""
    return Field(kind, required=False)


def object_pattern(fields: dict[str, Field], groups: bool = False) -> str:
    """Return the pattern of an object with these keys, in canonical order.

    :param groups: name a group after each key; the value is what matched
    """
    members, first_is_certain = [], False
    for name, field in sorted(fields.items()):
        value = f"(?P<{name}>{field.type.pattern})" if groups else field.type.pattern
        # a comma stands before each member that is not the first one
        comma = "," if first_is_certain else r"(?:(?<=\{)|(?<!\{),)"
        member = f'{comma}"{re.escape(name)}":{value}'
        members.append(member if field.required else f"(?:{member})?")
        first_is_certain = first_is_certain or field.required
    return r"\{" + "".join(members) + r"\}"


def commitments(*names: str) -> Type:
    """Return the type of an object of salted commitments, any of these but at least one."""
    pattern = object_pattern({name: maybe(HASH) for name in names})
    return Type(f"commitments to any of {', '.join(names)}", rf"(?!\{{\}}){pattern}")
