"""Makes many approvers with sessions, in a process that runs inside Odoo.

A login hashes a password for a third of a second, so the sessions are written as Odoo's own tests
write theirs. They are as good as any: each request still checks the session's token.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devtools.errors import SetupError
from devtools.paths import ROOT

ROLES = {"technical": "approver_tech", "business": "approver_biz"}


@dataclass(frozen=True, slots=True)
class Signer:
    """An approver and the cookie of a session of his."""

    login: str
    session_id: str = field(repr=False)

    @property
    def cookie(self) -> str:
        """Return the value of the `Cookie` header."""
        return f"session_id={self.session_id}"


def provide(config: Path, count: int) -> dict[str, tuple[Signer, ...]]:
    """Return `count` signed-in approvers for each role; known ones get new sessions.

    Raises SetupError when Odoo refuses.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.people", str(config), str(count)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise SetupError(f"the approvers could not be made: {reason}", f"try with {config}")
    made = json.loads(done.stdout)
    return {role: tuple(Signer(*one) for one in signers) for role, signers in made.items()}


def main(config: str, count: str) -> None:
    """Make the people in one transaction and print role -> [[login, session id], ...]."""
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    odoo.tools.config.parse_config(["-c", config, "--no-http", "--workers=0"])
    registry = odoo.modules.registry.Registry(odoo.tools.config["db_name"][0])
    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
        users = {role: _users(env, role, int(count)) for role in ROLES}
        cursor.commit()
        registry.signal_changes()
        made = {role: [_signed_in(env, user) for user in found] for role, found in users.items()}
    json.dump(made, sys.stdout)


def _users(env: Any, role: str, count: int) -> Any:
    """Return the approvers of a role, members of the served connection."""
    logins = [f"{role}.{number}@bench.example" for number in range(count)]
    users = env["res.users"].search([("login", "in", logins)], order="id")
    missing = [login for login in logins if login not in users.mapped("login")]
    if missing:
        group = env.ref(f"ipai_azdev_ica.group_azdev_{ROLES[role]}")
        values = [
            {"name": login, "login": login, "email": login, "group_ids": [(6, 0, group.ids)]}
            for login in missing
        ]
        users += env["res.users"].with_context(no_reset_password=True).create(values)
        connection = env["azdev.connection"].search([], order="id", limit=1)
        env["azdev.connection.member"].create(
            [{"connection_id": connection.id, "user_id": one.id, "role": role} for one in users]
        )
    return users


def _signed_in(env: Any, user: Any) -> tuple[str, str]:
    from odoo.http import get_default_session, root
    from odoo.service import security

    session = root.session_store.new()
    # Without the trace: the first request would write a row about the browser.
    session.update(get_default_session(), db=env.cr.dbname, _trace_disable=True)
    session.uid, session.login = user.id, user.login
    session.context = dict(user.with_user(user).context_get())
    session.session_token = security.compute_session_token(session, env(user=user.id))
    root.session_store.save(session)
    return user.login, session.sid


if __name__ == "__main__":
    main(*sys.argv[1:])
