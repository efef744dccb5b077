"""The token of a check call leaves the database with its settled decision (threat E8)."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from tests.chaos.conftest import Chaos
from tests.chaos.database import Superuser
from tests.support.azure import run_tokens
from tests.support.polling import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
KEPT = "azdev_vault WHERE name LIKE 'call:%%'"
TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(relname) FROM pg_stat_user_tables
"""


def _found_in(database: Superuser, token: str) -> Iterator[str]:
    """Yield the tables with a row that holds the token as text, bytes or base64."""
    forms = [token, token.encode().hex(), base64.b64encode(token.encode()).decode().rstrip("=")]
    for (table,) in database.run(TABLES):
        patterns = [f"%{form}%" for form in forms]
        found = f"{table} AS row_of WHERE row_of::text LIKE ANY(%s)"
        if database.count(found, patterns):
            yield table


def test_no_trace_of_it_is_left(chaos: Chaos) -> None:
    before = set(run_tokens(chaos.home))
    run, approval = chaos.deployments.waiting()
    # the simulator writes its state behind its answers
    tokens = until(lambda: set(run_tokens(chaos.home)) - before, "the run's token")
    assert chaos.database.count(KEPT) == 1
    chaos.deployments.approve(approval)
    chaos.deployments.reaches(approval, lambda found: found["delivery"] == "confirmed")
    chaos.deployments.ledger_run(run)
    assert chaos.database.count(KEPT) == 0
    assert [table for token in tokens for table in _found_in(chaos.database, token)] == []


def test_the_search_finds_what_is_there(chaos: Chaos) -> None:
    token = "a-token-that-somebody-kept-by-mistake"
    chaos.database.run("CREATE TABLE chaos_kept (content bytea)")
    try:
        chaos.database.run("INSERT INTO chaos_kept VALUES (%s)", token.encode())
        assert list(_found_in(chaos.database, token)) == ["public.chaos_kept"]
    finally:
        chaos.database.run("DROP TABLE chaos_kept")
