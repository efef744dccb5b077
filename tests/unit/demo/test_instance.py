from __future__ import annotations

import pytest

from demo.instance import settings
from devtools.errors import SetupError


def test_the_demonstration_lives_beside_a_served_instance(tmp_path):
    made = settings({"ICA_RUNTIME_DIR": str(tmp_path)})
    assert made.instance.home == tmp_path / "demo"
    assert made.http_port == 0
    assert made.database is None


def test_a_given_database_is_never_the_one_that_gets_emptied(tmp_path):
    url = "postgresql://odoo:secret@127.0.0.1:5432/books"
    made = settings({"ICA_RUNTIME_DIR": str(tmp_path), "ICA_DATABASE_URL": url})
    assert made.database is not None
    assert made.database.name == "books_demo"


def test_no_real_azure_devops_is_ever_touched(tmp_path):
    made = settings(
        {
            "ICA_RUNTIME_DIR": str(tmp_path),
            "ICA_ADO_URL": "https://dev.azure.com/fabrikam",
            "ICA_ADO_PROJECT": "96f341bd-3a94-5c8d-a095-db8b6856e574 web-shop",
            "ICA_ADO_TOKEN": "secret",
        }
    )
    assert (made.ado_url, made.ado_project, made.ado_token) == ("", "", "")


def test_a_port_can_be_asked_for(tmp_path):
    made = settings({"ICA_RUNTIME_DIR": str(tmp_path), "ICA_HTTP_PORT": "8070"})
    assert made.http_port == 8070


def test_what_can_not_be_understood_is_said(tmp_path):
    with pytest.raises(SetupError, match="ICA_HTTP_PORT"):
        settings({"ICA_RUNTIME_DIR": str(tmp_path), "ICA_HTTP_PORT": "many"})
