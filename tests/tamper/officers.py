"""Two people decide on a recovery; `tests.tamper.forking_odoo` runs this inside Odoo."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

Json = dict[str, Any]

GROUP = "ipai_azdev_ica.group_azdev_compliance"
REASON = "restored the backup of last night"


def recover(env: Any, way: str, approved: bool = True) -> Json:
    """Propose a recovery, have a second person approve it, and return what came of it."""
    first, second = (_officer(env, login) for login in ("first officer", "second officer"))
    env.cr.commit()
    recovery = _as(first, lambda: _recoveries(env, first)._propose(way, REASON))
    env.cr.commit()
    if approved:
        _as(second, recovery.with_user(second).action_approve)
        env.cr.commit()
    recovery.invalidate_recordset()
    return {"state": recovery.state, "result": recovery.result or ""}


def _recoveries(env: Any, user: Any) -> Any:
    return env["azdev.ledger.recovery"].with_user(user)


def _officer(env: Any, login: str) -> Any:
    users = env["res.users"]
    known = users.search([("login", "=", login)])
    group = env.ref(GROUP).id
    return known or users.create({"name": login, "login": login, "group_ids": [(4, group)]})


def _as(user: Any, work: Any) -> Any:
    from odoo.addons.ipai_azdev_ica.models import azdev_ledger_recovery
    from odoo.addons.ipai_azdev_ica.signer import Signer

    signer = Signer(user.id, "session", "192.0.2.1", "direct")
    with patch.object(azdev_ledger_recovery, "authenticated_signer", lambda env: signer):
        return work()
