"""Odoo's configuration file for one instance."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from devtools import keys, ports, stamps
from devtools.database_url import DatabaseUrl
from devtools.paths import ROOT, Instance

SERVER_WIDE = ("base", "web", "rpc", "queue_job", "direct_websocket")
CHANNELS = "root:4,root.azdev_checks:2,root.azdev_inbox:1,root.azdev_outbox:2"
ADDONS = (ROOT, ROOT / "devtools" / "odoo_addons")


@dataclass(frozen=True, slots=True)
class OdooConfig:
    """Values of `odoo.conf` that differ between instances."""

    database: DatabaseUrl
    http_port: int
    gevent_port: int
    workers: int
    data_dir: Path
    vault_key: Path
    instance_id: Path
    ledger_key: Path
    anchor: Path
    addons: tuple[Path, ...]
    server_wide: tuple[str, ...] = SERVER_WIDE


def write(instance: Instance, database: DatabaseUrl, http_port: int, workers: int) -> Path:
    """Write `odoo.conf` (readable by its owner only), and the keys that it names if absent."""
    config = OdooConfig(
        database=database,
        http_port=http_port,
        gevent_port=ports.free_port(),
        workers=workers,
        data_dir=instance.odoo_data,
        vault_key=keys.vault_key(instance.keys),
        instance_id=keys.instance_id(instance.keys),
        ledger_key=instance.keys / "ledger.key",
        anchor=instance.anchor,
        addons=ADDONS,
    )
    instance.odoo_data.mkdir(mode=0o700, parents=True, exist_ok=True)
    instance.anchor.mkdir(mode=0o755, exist_ok=True)
    master_password = secrets.token_urlsafe(32)
    stamps.write_atomically(instance.odoo_conf, render(config, master_password), 0o600)
    return instance.odoo_conf


def render(config: OdooConfig, master_password: str) -> str:
    """Return the text of `odoo.conf`.

    The `azdev_*` options are the addon's: files outside the database, so that a stolen or copied
    database can neither be read nor pass for this instance.
    """
    database = config.database
    options: dict[str, object] = {
        "addons_path": ",".join(str(path) for path in config.addons),
        "admin_passwd": master_password,
        "azdev_anchors": config.anchor.absolute().as_uri(),
        "azdev_instance_file": config.instance_id,
        "azdev_key_file": config.vault_key,
        "azdev_ledger_key_file": config.ledger_key,
        "data_dir": config.data_dir,
        "db_host": database.host,
        "db_maxconn": 32,
        # alone it exposes this database only; with a dbfilter beside it Odoo would ask the server
        # for its list of databases, over a new connection, at every request without a cookie
        "db_name": database.name,
        "db_password": database.password,
        "db_port": database.port,
        "db_user": database.user,
        "gevent_port": config.gevent_port,
        "http_interface": ports.LOOPBACK,
        "http_port": config.http_port,
        "limit_time_cpu": 120,
        "limit_time_real": 240,
        "list_db": False,
        "max_cron_threads": 2,
        "proxy_mode": False,
        "server_wide_modules": ",".join(config.server_wide),
        "workers": config.workers,
    }
    lines = [f"{name} = {value}" for name, value in sorted(options.items())]
    queue = [
        f"channels = {CHANNELS}",
        "scheme = http",
        f"host = {ports.LOOPBACK}",
    ]
    queue.append(f"port = {config.http_port}")
    return "\n".join(["[options]", *lines, "", "[queue_job]", *queue, ""])
