"""Holds each answer of the HTTP API against the OpenAPI document that the instance serves."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import requests
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
_BASE = "urn:openapi"


class Undocumented(AssertionError):
    """An answer that the document does not announce."""


class OpenApi:
    """A parsed document; `check` takes what `requests` brought back."""

    def __init__(self, document: Json) -> None:
        self.document = document
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self._paths = [(_pattern(template), template) for template in document["paths"]]

    def check(self, response: requests.Response) -> None:
        """Check status, content type and body; raises Undocumented."""
        method = str(response.request.method).lower()
        path = str(response.request.path_url).partition("?")[0]
        pointer = self._media_type(method, path, response)
        if response.headers["Content-Type"].startswith("application/json"):
            self._check_body(f"{pointer}/schema", response)

    def _media_type(self, method: str, path: str, response: requests.Response) -> str:
        """Return the JSON pointer of the documented media type."""
        template = next((known for pattern, known in self._paths if pattern.fullmatch(path)), "")
        operation = self.document["paths"].get(template, {}).get(method)
        status = str(response.status_code)
        if operation is None or status not in operation["responses"]:
            raise Undocumented(f"{method} {path} answered {status}: {response.text[:500]}")
        pointer = "/".join(("/paths", _escaped(template), method, "responses", status))
        reference = operation["responses"][status].get("$ref", "")
        pointer = reference.removeprefix("#") or pointer
        media_type = response.headers["Content-Type"].partition(";")[0]
        if media_type not in self._at(pointer)["content"]:
            raise Undocumented(f"{method} {path} answered {media_type}")
        return f"{pointer}/content/{_escaped(media_type)}"

    def _at(self, pointer: str) -> Json:
        found: Json = self._registry.resolver(_BASE).lookup(f"#{quote(pointer)}").contents
        return found

    def _check_body(self, pointer: str, response: requests.Response) -> None:
        validator = Draft202012Validator(
            {"$ref": f"{_BASE}#{quote(pointer)}"},
            registry=self._registry,
            format_checker=FormatChecker(),
        )
        problems = [error.message[:300] for error in validator.iter_errors(response.json())]
        if problems:
            raise Undocumented(f"{response.url} {response.status_code}: {problems}")


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)))


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
