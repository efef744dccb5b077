"""The page for people says all that the document says, and loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from ipai_azdev_ica.schemas.docs_page import CONTENT_SECURITY_POLICY, docs_page
from ipai_azdev_ica.schemas.openapi import document
from ipai_azdev_ica.schemas.schema_words import limit_words, reference_name, type_words

API = document("https://odoo.example.com", "19.0.1.0.0")


class Reader(HTMLParser):
    """Collect tags, ids and links, and see that every element is closed in order."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return docs_page(API, "openapi.json")


@pytest.fixture(scope="module")
def reader(page: str) -> Reader:
    found = Reader()
    found.feed(page)
    assert found.open == []
    return found


def test_it_is_a_page_without_scripts_or_outside_parts(page: str, reader: Reader) -> None:
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert not reader.tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not {name for name in reader.attributes if name.startswith("on") or name == "style"}
    assert not re.search(r"url\(|@import|@font-face", page)
    assert {link for link in reader.links if not link.startswith("#")} == {"openapi.json"}


def test_every_operation_and_schema_can_be_linked_to(reader: Reader) -> None:
    expected = {operation["operationId"] for item in API["paths"].values()
                for operation in item.values()}  # fmt: skip
    expected |= {f"schema-{name}" for name in API["components"]["schemas"]}
    assert expected <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))


def test_every_inner_link_has_a_target(reader: Reader) -> None:
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)


def test_every_field_of_every_schema_is_shown(page: str) -> None:
    for schema in API["components"]["schemas"].values():
        for name in schema.get("properties", {}):
            assert f"<code>{name}</code>" in page


def test_the_policy_allows_exactly_the_style_of_the_page(page: str) -> None:
    style = page[page.index("<style>") + len("<style>") : page.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY


def test_what_comes_from_outside_is_escaped() -> None:
    found = docs_page(document("https://x", "<b>1</b>"), '"><script>')
    assert "<b>1</b>" not in found
    assert "<script>" not in found


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, "any value"),
        ({"type": "string"}, "string"),
        ({"type": ["boolean", "number"]}, "boolean or number"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Name"}}, "array of Name"),
        ({"type": "array"}, "array of any value"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"oneOf": [{"const": True}, {"type": "null"}]}, "true or null"),
        ({"enum": ["a", "b"], "type": "string"}, "a or b"),
    ],
)
def test_types_in_words(schema: dict[str, object], words: str) -> None:
    assert type_words(schema) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, ""),
        ({"minLength": 1, "maxLength": 5}, "1 to 5 characters"),
        ({"maxLength": 5}, "at most 5 characters"),
        ({"minimum": 0}, "at least 0"),
        ({"maxItems": 2, "format": "x"}, "at most 2 items, x"),
        ({"maxProperties": 2}, "at most 2 items"),
        ({"pattern": "^a$"}, "`^a$`"),
        ({"anyOf": [{"minimum": 1}, {"type": "null"}]}, "at least 1"),
    ],
)
def test_limits_in_words(schema: dict[str, object], words: str) -> None:
    assert limit_words(schema) == words


def test_a_reference_is_named() -> None:
    assert reference_name({"$ref": "#/components/schemas/Name"}) == "Name"
    assert reference_name({"type": "string"}) is None
