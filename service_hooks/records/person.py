"""People as Azure DevOps names them."""

from __future__ import annotations

from dataclasses import dataclass

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonValue
from service_hooks.json_view import guid, lookup, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An identity reference; a git author has only a display name and an e-mail address."""

    id: Guid | None = None
    descriptor: str | None = None
    unique_name: str | None = None
    display_name: str | None = None

    @property
    def email(self) -> str | None:
        """Return the unique name where it is an e-mail address; free text for git authors."""
        return self.unique_name if self.unique_name and "@" in self.unique_name else None


def parse_person(value: JsonValue, *path: str) -> Person | None:
    """Return the identity at a path; None when nothing in it names anybody."""
    found = lookup(value, *path)
    if isinstance(found, str):
        # older approval events give the display name alone
        return Person(display_name=text(found))
    person = Person(
        id=guid(found, "id"),
        descriptor=text(found, "descriptor"),
        unique_name=text(found, "uniqueName") or text(found, "email"),
        display_name=text(found, "displayName") or text(found, "name"),
    )
    return None if person == Person() else person
