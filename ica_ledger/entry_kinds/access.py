"""Entries that the database itself writes when access or settings change."""

from __future__ import annotations

from ica_ledger.entry_fields import NUMBER, WORD, Field, Type, list_of, maybe
from ica_ledger.entry_kinds.kind import NUMBERED, Kind


def _change(subject: str) -> Kind:
    fields: dict[str, Field | Type] = {
        name: maybe(NUMBER) for name in ("changed_by", "group", "implied", "row", "user")
    }
    fields |= {"columns": maybe(list_of(WORD)), "table": WORD, "operation": WORD}
    return Kind(f"{subject}:{NUMBERED}", fields, ("application", "role"))


_USER = (
    "group_granted",
    "group_revoked",
    "key_changed",
    "key_created",
    "key_removed",
    "login_changed",
    "passkey_changed",
    "passkey_created",
    "passkey_removed",
    "password_changed",
    "second_factor_changed",
    "sign_on_changed",
    "user_archived",
    "user_created",
    "user_deleted",
    "user_restored",
)
_GROUP = ("group_implied", "group_redirected", "group_unimplied")
_SETTING = ("changed", "created", "removed")

KINDS: dict[str, Kind] = {
    **{f"access.{what}": _change("user") for what in _USER},
    **{f"access.{what}": _change("group") for what in _GROUP},
    **{f"configuration.{what}": _change("(connection|gate|identity)") for what in _SETTING},
}
