# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools.sql import table_exists

from ..database import guards

LIVE_AT_A_TIME = 2
SERVICE_USER_GUARDS = (
    ("res_users", "BEFORE UPDATE OF password", "azdev_service_user_password"),
    ("res_users_apikeys", "BEFORE INSERT OR UPDATE", "azdev_service_user_key"),
    ("auth_passkey_key", "BEFORE INSERT OR UPDATE", "azdev_service_user_key"),
    ("res_groups_users_rel", "BEFORE INSERT OR UPDATE", "azdev_service_user_group"),
    ("res_groups_implied_rel", "BEFORE INSERT OR UPDATE", "azdev_service_group_rights"),
    (
        "azdev_connection",
        "BEFORE INSERT OR UPDATE OF service_user_id",
        "azdev_service_user_fixed",
    ),
)


class AzdevConnectionCredential(models.Model):
    """What a machine shows us to be let in; only its hash is stored.

    The secret is 256 random bits, so one SHA-256 of it is as good as a slow password hash.
    """

    _name = "azdev.connection.credential"
    _description = "Machine credential of an Azure DevOps connection"
    _order = "connection_id, purpose, id desc"
    _rec_name = "username"

    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, index=True, ondelete="restrict"
    )
    purpose = fields.Selection(
        [("hook", "Service hooks"), ("check", "Check"), ("api", "API token")],
        required=True,
        readonly=True,
    )
    username = fields.Char(readonly=True, help="User name of basic authentication.")
    secret_hash = fields.Char(required=True, readonly=True, groups=NO_ACCESS)
    issued_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    expires_at = fields.Datetime()
    revoked_at = fields.Datetime(readonly=True)

    _secret_uniq = models.Constraint("UNIQUE (secret_hash)", "A secret is used once.")

    def init(self):
        """Let PostgreSQL refuse whatever would let somebody sign in as a service user."""
        guards.install(self.env.cr, "service_user")
        for table, event, function in SERVICE_USER_GUARDS:
            # passkeys come from a module of Odoo's that need not be there
            if table_exists(self.env.cr, table):
                guards.on_row(self.env.cr, table, "service_user", event, function)

    @api.model_create_multi
    def create(self, vals_list):
        """Issue credentials, each with its ledger entry."""
        credentials = super().create(vals_list)
        credentials._record_change("credential.issued")
        return credentials

    def write(self, vals):
        """Let a credential end, now or later; everything else about it stays."""
        if vals.keys() - {"expires_at", "revoked_at"} or (
            "revoked_at" in vals and (not vals["revoked_at"] or any(self.mapped("revoked_at")))
        ):
            raise UserError(self.env._("Revoke this credential and issue another one."))
        result = super().write(vals)
        self._record_change("credential.changed")
        return result

    def _record_change(self, kind):
        for credential in self:
            # sudo: nobody may write the ledger directly; the change itself was allowed before
            self.env["azdev.ledger.entry"].sudo()._append(
                kind,
                f"connection:{credential.connection_id.id}",
                {
                    "credential": credential.id,
                    "purpose": credential.purpose,
                    "expires_at": fields.Datetime.to_string(credential.expires_at) or "",
                    "revoked_at": fields.Datetime.to_string(credential.revoked_at) or "",
                    "changed_by": self.env.uid,
                },
            )

    @api.constrains("connection_id", "purpose", "revoked_at")
    def _check_two_live(self):
        for credential in self:
            live = self.search_count(
                [
                    ("connection_id", "=", credential.connection_id.id),
                    ("purpose", "=", credential.purpose),
                    ("revoked_at", "=", False),
                ]
            )
            if live > LIVE_AT_A_TIME:
                raise ValidationError(
                    self.env._("Two secrets are valid at a time. Revoke the oldest one first.")
                )

    def action_revoke(self):
        """End a credential at once."""
        self.filtered(lambda credential: not credential.revoked_at).write(
            {"revoked_at": fields.Datetime.now()}
        )


def issue(connection, purpose):
    """Make a credential and return `(username, secret)`; the secret is shown this once.

    A plain function, so that no model method returns a secret.
    """
    secret = secrets.token_urlsafe(32)
    username = False if purpose == "api" else f"{purpose}-{secrets.token_hex(4)}"
    connection.env["azdev.connection.credential"].create(
        {
            "connection_id": connection.id,
            "purpose": purpose,
            "username": username,
            "secret_hash": hash_secret(secret),
        }
    )
    return username, secret


def hash_secret(secret):
    """Return the hex SHA-256 under which a secret is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()
