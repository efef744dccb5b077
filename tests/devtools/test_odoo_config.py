"""Odoo's configuration: closed to strangers, and complete for queue_job and the addon."""

from __future__ import annotations

import base64
import stat
import uuid
from configparser import ConfigParser
from pathlib import Path

from devtools import keys, odoo_config
from devtools.database_url import DatabaseUrl
from devtools.paths import Instance

DATABASE = DatabaseUrl("127.0.0.1", 5433, "ica", "s%cret", "ica_7")


def _written(home: Path) -> tuple[Path, ConfigParser]:
    path = odoo_config.write(Instance(home), DATABASE, 18069, 3)
    parser = ConfigParser(interpolation=None)
    parser.read(path)
    return path, parser


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path, _ = _written(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_databases_can_neither_be_listed_nor_managed_nor_chosen(tmp_path: Path) -> None:
    options = _written(tmp_path)[1]["options"]
    assert options["list_db"] == "False"
    assert "dbfilter" not in options
    assert len(options["admin_passwd"]) >= 32
    assert options["admin_passwd"] != _written(tmp_path)[1]["options"]["admin_passwd"]


def test_it_listens_on_the_loopback_interface_and_trusts_no_proxy(tmp_path: Path) -> None:
    options = _written(tmp_path)[1]["options"]
    assert (options["http_interface"], options["proxy_mode"]) == ("127.0.0.1", "False")


def test_job_runner_calls_the_port_that_odoo_listens_on(tmp_path: Path) -> None:
    parser = _written(tmp_path)[1]
    assert parser["queue_job"]["port"] == parser["options"]["http_port"] == "18069"
    assert (
        parser["queue_job"]["channels"]
        == "root:4,root.azdev_checks:2,root.azdev_inbox:1,root.azdev_outbox:2"
    )
    assert "queue_job" in parser["options"]["server_wide_modules"].split(",")


def test_password_is_written_as_it_is(tmp_path: Path) -> None:
    assert _written(tmp_path)[1]["options"]["db_password"] == "s%cret"


def test_vault_key_and_instance_id_are_made_once_and_lie_outside_the_database(
    tmp_path: Path,
) -> None:
    options = _written(tmp_path)[1]["options"]
    key, identity = Path(options["azdev_key_file"]), Path(options["azdev_instance_file"])
    before = (key.read_text(), identity.read_text())
    assert len(base64.b64decode(before[0], validate=False)) == 32
    assert uuid.UUID(before[1].strip()).version == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in (key, identity)} == {0o600}
    _written(tmp_path)
    assert (key.read_text(), identity.read_text()) == before


def test_password_of_a_name_is_kept(tmp_path: Path) -> None:
    assert keys.password(tmp_path, "admin") == keys.password(tmp_path, "admin")
    assert keys.password(tmp_path, "admin") != keys.password(tmp_path, "other")
