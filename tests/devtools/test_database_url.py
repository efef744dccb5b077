"""Database addresses: complete, or refused in one line; never a password in a repr."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devtools import database_url
from devtools.database_url import DatabaseUrl
from devtools.errors import SetupError

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(user=TEXT.filter(lambda name: name != "postgres"), password=TEXT)
def test_address_survives_the_way_through_a_url(user: str, password: str) -> None:
    url = DatabaseUrl("db.example", 5433, user, password, "ica_2")
    assert database_url.parse(url.dsn()) == url


def test_port_and_name_have_defaults() -> None:
    url = database_url.parse("postgresql://odoo:x@db.example")
    assert (url.port, url.name) == (5432, "ica")


@pytest.mark.parametrize(
    "text", ["", "db", "mysql://a:b@c/d", "postgresql://db.example/x", "postgresql://a:b@c:x/d"]
)
def test_incomplete_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SetupError, match="postgresql://user:password@host:port/database"):
        database_url.parse(text)


def test_role_that_odoo_refuses_is_refused_at_once() -> None:
    with pytest.raises(SetupError, match="another role"):
        database_url.parse("postgresql://postgres:x@db.example/x")


def test_password_is_not_in_the_repr() -> None:
    assert "geheim" not in repr(DatabaseUrl("h", 1, "u", "geheim"))
