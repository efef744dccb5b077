"""What an administrator of the control plane changes for the demonstration, and puts back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from demo.narrator import Narrator
from demo.odoo import Odoo
from devtools.accounts import PEOPLE

_ADDON = "ipai_azdev_ica"
_GROUP_OF_ROLE = {"technical": "group_azdev_approver_tech", "business": "group_azdev_approver_biz"}


class Administration:
    """Works through the web client's own calls, as `admin`, who never signs."""

    def __init__(self, odoo: Odoo, narrator: Narrator) -> None:
        self._odoo = odoo
        self._narrator = narrator

    @contextmanager
    def short_timeout(self, gate: str, minutes: float) -> Iterator[None]:
        """Let requests of a gate expire soon; only those that open during the block."""
        admin = self._odoo.person("admin")
        [found] = admin.call(
            "azdev.gate", "search_read", [["key", "=", gate]], fields=["timeout_minutes"]
        )
        admin.call("azdev.gate", "write", [found["id"]], {"timeout_minutes": minutes})
        try:
            yield
        finally:
            before = {"timeout_minutes": found["timeout_minutes"]}
            admin.call("azdev.gate", "write", [found["id"]], before)

    def add_role(self, key: str, role: str) -> None:
        """Give somebody another role in the connection, with the group that goes with it."""
        admin = self._odoo.person("admin")
        [user] = admin.call("res.users", "search", [["login", "=", self._odoo.login(key)["login"]]])
        self._add_group(user, _GROUP_OF_ROLE[role])
        member = {"user_id": user, "role": role}
        if not admin.call("azdev.connection.member", "search", _equal(member)):
            [connection] = admin.call("azdev.connection", "search", [], limit=1)
            admin.call(
                "azdev.connection.member", "create", [{**member, "connection_id": connection}]
            )
        self._narrator.odoo(f"an administrator makes {PEOPLE[key].name} a {role} approver as well")

    def _add_group(self, user: int, name: str) -> None:
        admin = self._odoo.person("admin")
        domain = [["module", "=", _ADDON], ["name", "=", name]]
        [data] = admin.call("ir.model.data", "search_read", domain, fields=["res_id"])
        admin.call("res.users", "write", [user], {"group_ids": [[4, data["res_id"]]]})


def _equal(values: dict[str, Any]) -> list[list[Any]]:
    return [[name, "=", value] for name, value in values.items()]
