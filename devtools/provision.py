"""What a served instance holds beside an empty addon: the accounts that serve.json names."""

from __future__ import annotations

from typing import Any

from devtools.provisioning import ProvisionSettings


def provision(env: Any, settings: ProvisionSettings) -> dict[str, Any]:
    """Bring the database to what `settings` say and return serve.json's part of it.

    Runs as Odoo's superuser at each start, so it changes only what differs.
    """
    admin = env.ref("base.user_admin")
    if settings.created:
        admin.password = settings.admin_password
    return {"admin": {"login": admin.login, "password": settings.admin_password}}
