# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The OpenAPI document as one HTML page: no script, no font, nothing loaded from anywhere."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup, escape

from .schema_words import limit_words, reference_name, type_words

_FOLDER: Final = Path(__file__).with_name("templates")
_STYLE: Final = (_FOLDER / "docs_page.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = b64encode(sha256(_STYLE.encode()).digest()).decode()

# Send it with the page: then not even an injected script or image would be loaded.
CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def docs_page(document: dict[str, Any], openapi_url: str) -> str:
    """Return the page for an OpenAPI document that ``openapi.document`` made."""
    template = _environment().get_template("docs_page.html.jinja")
    return template.render(
        document=document,
        operations=_operations(document),
        openapi_url=openapi_url,
        style=Markup(_STYLE),  # noqa: S704 - our own file, nothing of a caller
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "prose": _prose,
        "pretty": _pretty,
        "type_words": type_words,
        "limit_words": limit_words,
        "reference_name": reference_name,
    }
    return environment


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    shared = document["components"]["responses"]
    return [
        {
            **operation,
            "path": path,
            "method": method.upper(),
            "responses": {
                status: shared[reference_name(response)] if "$ref" in response else response
                for status, response in operation["responses"].items()
            },
        }
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


def _prose(text: str) -> Markup:
    """Return the text with its Markdown code spans as ``code`` elements."""
    parts = text.replace("``", "`").split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
