"""Settings that the environment may carry, read once and checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from devtools import database_url, paths
from devtools.database_url import DatabaseUrl
from devtools.errors import SetupError


@dataclass(frozen=True, slots=True)
class Settings:
    """What `make serve` and the tests can be told from outside."""

    instance: paths.Instance
    http_port: int = 8069
    workers: int = 4
    database: DatabaseUrl | None = None
    ado_url: str = ""
    ado_project: str = ""
    ado_token: str = ""
    mattermost_url: str = ""


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the `ICA_*` variables.

    Raises SetupError when one of them can't be understood.
    """
    url = environ.get("ICA_DATABASE_URL", "")
    if environ.get("ICA_ADO_URL") and not environ.get("ICA_ADO_PROJECT"):
        raise SetupError("ICA_ADO_URL without ICA_ADO_PROJECT", "set it to '<guid> <name>'")
    return Settings(
        instance=paths.instance(environ),
        http_port=_number(environ, "ICA_HTTP_PORT", 8069, 65535),
        workers=_number(environ, "ICA_WORKERS", 4, 64),
        database=database_url.parse(url) if url else None,
        ado_url=environ.get("ICA_ADO_URL", "").rstrip("/"),
        ado_token=environ.get("ICA_ADO_TOKEN", ""),
        ado_project=_project(environ.get("ICA_ADO_PROJECT", "")),
        mattermost_url=environ.get("ICA_MATTERMOST_URL", "").rstrip("/"),
    )


def _number(environ: Mapping[str, str], name: str, default: int, maximum: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) > maximum:
        raise SetupError(f"{name} is {text!r}", f"set it to a whole number from 0 to {maximum}")
    return int(text)


def _project(text: str) -> str:
    if text and len(text.split(maxsplit=1)) != 2:
        raise SetupError(f"ICA_ADO_PROJECT is {text!r}", "set it to '<guid> <name>'")
    return text
