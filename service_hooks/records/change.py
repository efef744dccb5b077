"""The changes of a build (`GET build/builds/{id}/changes`)."""

from __future__ import annotations

from dataclasses import dataclass

from service_hooks.json_reading import JsonValue
from service_hooks.json_view import guid, objects, text
from service_hooks.records.person import Person, parse_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A commit since the last build. The author is what git says; the pusher is authenticated."""

    id: str | None
    author: Person | None
    pusher: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The changes of a build; `complete` is False when there were more than we read."""

    items: tuple[Change, ...]
    complete: bool

    @property
    def authors(self) -> tuple[Person, ...]:
        """Return everybody who wrote or pushed a change, each once, in order of appearance."""
        people = (
            person
            for change in self.items
            for person in (change.author, change.pusher)
            if person is not None
        )
        return tuple(dict.fromkeys(people))


NO_CHANGES_KNOWN = Changes(items=(), complete=False)
"""Stands for changes that ADO does not tell: nobody is named and the set is not complete."""


def parse_changes(value: JsonValue) -> tuple[Change, ...]:
    """Return the changes of one page of the answer."""
    return tuple(
        Change(
            id=text(item, "id"),
            author=parse_person(item, "author"),
            pusher=_pusher(item),
        )
        for item in objects(value, "value")
    )


def _pusher(item: JsonValue) -> Person | None:
    """Return the pusher, for whom ADO gives the identity's GUID as bare text."""
    identity = guid(item, "pusher")
    return parse_person(item, "pusher") if identity is None else Person(id=identity)
