"""The connection of a served instance: project, members, gates and machine credentials."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devtools import keys
from devtools.accounts import PEOPLE, login_of
from devtools.provisioning import ProvisionSettings

GATES = (
    {"key": "production", "gate_class": "production", "resource_id": "12", "name": "production"},
    {"key": "staging", "gate_class": "staging", "resource_id": "13", "name": "staging"},
)
PURPOSES = ("hook", "check", "api")


def provide(env: Any, settings: ProvisionSettings) -> tuple[Any, dict[str, Any]]:
    """Bring connection, gates and members to the settings; return it and its part of serve.json."""
    connection = _connection(env, settings)
    _members(env, connection)
    gates = [_gate(env, connection, values) for values in GATES]
    _store_access_token(connection, settings)
    secrets = _credentials(env, connection, Path(settings.runtime_dir) / "keys")
    return connection, _described(connection, settings, secrets, gates)


def _connection(env: Any, settings: ProvisionSettings) -> Any:
    values = {
        "organization_url": settings.organization_url,
        "project_id": settings.project_id.lower(),
        "project_name": settings.project_name,
    }
    known = env["azdev.connection"].search([], order="id", limit=1)
    if not known:
        return env["azdev.connection"].create({"name": settings.project_name, **values})
    if any(known[name] != value for name, value in values.items()):
        known.write(values)
    return known


def _members(env: Any, connection: Any) -> None:
    present = {(member.user_id.login, member.role) for member in connection.member_ids}
    for key, person in PEOPLE.items():
        if (login_of(key), person.role) in present:
            continue
        user = env["res.users"].search([("login", "=", login_of(key))])
        env["azdev.connection.member"].create(
            {"connection_id": connection.id, "user_id": user.id, "role": person.role}
        )
        env["azdev.identity"]._of_user(user, connection.company_id).email = login_of(key)


def _gate(env: Any, connection: Any, values: dict[str, str]) -> Any:
    known = connection.gate_ids.filtered(lambda gate: gate.key == values["key"])
    return known or env["azdev.gate"].create({"connection_id": connection.id, **values})


def _store_access_token(connection: Any, settings: ProvisionSettings) -> None:
    from odoo.addons.ipai_azdev_ica import vault

    if settings.access_token:
        vault.put(connection.env.cr, connection._vault_name(), settings.access_token)


def _credentials(env: Any, connection: Any, folder: Path) -> dict[str, dict[str, str]]:
    """Return purpose -> user name and secret; made once and kept in `folder`."""
    from odoo.addons.ipai_azdev_ica.models import azdev_connection_credential as credential

    path = folder / "connection.json"
    kept: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    live = set(
        env["azdev.connection.credential"]
        .search([("revoked_at", "=", False)])
        .mapped("secret_hash")
    )
    for purpose in PURPOSES:
        if credential.hash_secret(kept.get(purpose, {}).get("secret", "")) in live:
            continue
        username, secret = credential.issue(connection, purpose)
        kept[purpose] = {"username": username or "", "secret": secret}
    keys.keep(path, json.dumps(kept))
    return kept


def _described(
    connection: Any, settings: ProvisionSettings, secrets: dict[str, dict[str, str]], gates: Any
) -> dict[str, Any]:
    api = f"{settings.url}/api/v1/azdev"
    return {
        "key": connection.key,
        "hook_url": f"{api}/hooks/{connection.key}",
        "hook_username": secrets["hook"]["username"],
        "hook_password": secrets["hook"]["secret"],
        "check_url": f"{api}/checks/{connection.key}",
        "check_username": secrets["check"]["username"],
        "check_password": secrets["check"]["secret"],
        "api_token": secrets["api"]["secret"],
        "organization_url": connection.organization_url,
        "project_id": connection.project_id,
        "project_name": connection.project_name,
        "gates": [
            {
                "key": gate.key,
                "class": gate.gate_class,
                "type": gate.resource_type,
                "resource_id": gate.resource_id,
                "name": gate.name,
            }
            for gate in gates
        ],
    }
