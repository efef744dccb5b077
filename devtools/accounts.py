"""The people of a served instance: one for each duty, two where four eyes are asked for.

The simulated Azure DevOps knows the same people by the same addresses.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from devtools import keys

KEY_DAYS = 365


class Person(NamedTuple):
    """Name, group (without `group_azdev_`) and role in the connection."""

    name: str
    group: str
    role: str


PEOPLE = {
    "engineer": Person("Emil Engineer", "engineer", "engineer"),
    "technical": Person("Tessa Technical", "approver_tech", "technical"),
    "technical2": Person("Tom Technical", "approver_tech", "technical"),
    "business": Person("Bella Business", "approver_biz", "business"),
    "finance_director": Person("Fiona Finance", "finance_director", "finance_director"),
    "ceo": Person("Carla Chief", "ceo", "ceo"),
    "cto": Person("Cem Tech", "cto", "cto"),
    "compliance": Person("Cora Compliance", "compliance", "compliance"),
    "auditor": Person("Audrey Auditor", "auditor", "auditor"),
    "policy_admin": Person("Pat Policy", "policy_admin", "policy_admin"),
    "policy_admin2": Person("Pia Policy", "policy_admin", "policy_admin"),
}


def provide(env: Any, folder: Path) -> dict[str, dict[str, str]]:
    """Make the missing people and return key -> login, password and API key of each.

    Passwords and keys are made once and kept in `folder`; the database holds hashes of them.
    """
    return {key: _person(env, folder, key, person) for key, person in PEOPLE.items()}


def login_of(key: str) -> str:
    """Return a person's login, which is also the address that Azure DevOps knows."""
    first_name = PEOPLE[key].name.partition(" ")[0].lower()
    return f"{first_name}@fabrikam.example"


def _person(env: Any, folder: Path, key: str, person: Person) -> dict[str, str]:
    login, password = login_of(key), keys.password(folder, key)
    user = env["res.users"].search([("login", "=", login)], limit=1)
    if not user:
        user = _create(env, person, login, password)
    return {"login": login, "password": password, "api_key": _api_key(env, folder, key, user)}


def _create(env: Any, person: Person, login: str, password: str) -> Any:
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": person.name,
                "login": login,
                "email": login,
                "password": password,
                "group_ids": [(6, 0, env.ref(f"ipai_azdev_ica.group_azdev_{person.group}").ids)],
                "notification_type": "inbox",
                # its welcome would cover the form on a phone
                "odoobot_state": "disabled",
            }
        )
    )


def _api_key(env: Any, folder: Path, key: str, user: Any) -> str:
    """Return a key for JSON-2; made anew when the database no longer takes the kept one."""
    path = folder / f"{key}.api-key"
    keys_model = env["res.users.apikeys"]
    kept = path.read_text().strip() if path.exists() else ""
    if kept and keys_model._check_credentials(scope="rpc", key=kept) == user.id:
        return kept
    expires = env.cr.now() + timedelta(days=KEY_DAYS)
    made: str = keys_model.with_user(user).sudo()._generate("rpc", "served instance", expires)
    keys.keep(path, made)
    return made
