"""What a served instance holds beside an empty addon: what serve.json names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from devtools import accounts, served_connection
from devtools.provisioning import ProvisionSettings


def publish_ledger(env: Any) -> None:
    """Do a round of the ledger's publisher, or Odoo is not ready before its first cron."""
    from odoo.addons.ipai_azdev_ica.ledger import publisher

    publisher.publish(env)


def provision(env: Any, settings: ProvisionSettings) -> dict[str, Any]:
    """Bring the database to what `settings` say and return serve.json's part of it.

    Runs as Odoo's superuser at each start, so it changes only what differs.
    """
    admin = env.ref("base.user_admin")
    if settings.created:
        admin.password = settings.admin_password
        # a database restored from a template has new catalogue rows under the same guards
        env["azdev.guards"]._record()
    users = accounts.provide(env, Path(settings.runtime_dir) / "keys")
    _connection, described = served_connection.provide(env, settings)
    return {
        "admin": {"login": admin.login, "password": settings.admin_password},
        "connection": described,
        "users": users,
    }
