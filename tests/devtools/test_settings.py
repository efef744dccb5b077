"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools.errors import SetupError
from devtools.paths import ROOT
from devtools.settings import from_environment


def test_defaults() -> None:
    settings = from_environment({})
    assert (settings.http_port, settings.workers) == (8069, 4)
    assert settings.instance.home == ROOT / ".runtime"
    assert settings.database is None


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = from_environment(
        {
            "ICA_RUNTIME_DIR": str(tmp_path),
            "ICA_HTTP_PORT": "0",
            "ICA_WORKERS": "4",
            "ICA_DATABASE_URL": "postgresql://odoo:x@db.example/prod",
            "ICA_ADO_URL": "https://dev.azure.com/contoso/",
            "ICA_ADO_PROJECT": "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c Parts Unlimited",
        }
    )
    assert settings.instance.serve_json == tmp_path / "serve.json"
    assert (settings.http_port, settings.workers) == (0, 4)
    assert settings.database is not None
    assert settings.database.name == "prod"
    assert settings.ado_url == "https://dev.azure.com/contoso"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ICA_HTTP_PORT", "65536"),
        ("ICA_HTTP_PORT", "-1"),
        ("ICA_HTTP_PORT", "http"),
        ("ICA_WORKERS", "²"),
        ("ICA_ADO_PROJECT", "no-name"),
    ],
)
def test_what_cannot_be_understood_is_named(name: str, value: str) -> None:
    with pytest.raises(SetupError, match=name):
        from_environment({name: value})


def test_real_azure_devops_needs_a_project() -> None:
    with pytest.raises(SetupError, match="ICA_ADO_PROJECT"):
        from_environment({"ICA_ADO_URL": "https://dev.azure.com/contoso"})
