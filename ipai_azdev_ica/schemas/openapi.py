# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The OpenAPI 3.1 document of the HTTP API, made from the models that validate it."""

from __future__ import annotations

from typing import Any

from openapi_pydantic.v3.v3_1 import (
    Components,
    Info,
    License,
    OpenAPI,
    PathItem,
    Schema,
    SecurityScheme,
    Server,
    Tag,
)

from .error_responses import error_responses
from .json_schema import component_schemas
from .operation import operation
from .route import PREFIX
from .routes import ROUTES

_DESCRIPTION = (
    "Odoo as the control plane of Azure DevOps: runs, approvals and signatures. Every POST is "
    "idempotent: the same again gives the first answer. Bodies are UTF-8 JSON; unknown fields, "
    "repeated keys, null for a missing value and text for a number are refused."
)
_TAGS = {
    "runs": "Run ledger: what a pipeline says about its run",
    "approvals": "Signatures that a deployment needs",
    "azure-devops": "What Azure DevOps itself calls",
    "ledger": "The transparency log, for auditors: checkpoint, tiles, keys, proofs",
    "operation": "Health and this document",
}


def document(server_url: str, version: str) -> dict[str, Any]:
    """Return the OpenAPI document, the same for the same arguments.

    ``server_url`` is the configured base URL without a path, never one that a request names.
    """
    open_api = OpenAPI(
        openapi="3.1.1",
        info=Info(
            title="Internal control of Azure DevOps",
            version=version,
            description=_DESCRIPTION,
            license=License(name="LGPL-3.0-or-later", identifier="LGPL-3.0-or-later"),
        ),
        servers=[Server(url=server_url)],
        tags=[Tag(name=name, description=text) for name, text in _TAGS.items()],
        paths=_paths(),
        components=Components(
            schemas={
                name: Schema.model_validate(schema) for name, schema in component_schemas().items()
            },
            responses=error_responses(),
            securitySchemes=_security_schemes(),
        ),
    )
    dumped: dict[str, Any] = open_api.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return dumped


def _paths() -> dict[str, PathItem]:
    return {
        PREFIX + route.path: PathItem.model_validate({route.method: operation(route)})
        for route in ROUTES
    }


def _security_schemes() -> dict[str, Any]:
    return {
        "bearer": SecurityScheme(
            type="http",
            scheme="bearer",
            description="API token of a connection, Microsoft Entra access token, or (to sign) "
            "a person's key with the scope `azdev.sign`",
        ),
        "basic": SecurityScheme(
            type="http",
            scheme="basic",
            description="User and password of the service hook or of the service connection",
        ),
        "api_key": SecurityScheme(
            type="http",
            scheme="bearer",
            description="API key of a person who may read the ledger (auditors, compliance "
            "officers, administrators of the control plane); a machine's token may not",
        ),
        "session": SecurityScheme.model_validate(
            {
                "type": "apiKey",
                "in": "cookie",
                "name": "session_id",
                "description": "A person who is logged in to Odoo",
            }
        ),
    }
